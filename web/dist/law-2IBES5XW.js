import{a,b,c,d,e,f}from"./chunk-OZSM3DDQ.js";import"./chunk-AS6C3LMI.js";import"./chunk-6QOESTR7.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
