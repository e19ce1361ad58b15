import{a,b,c,d,e,f}from"./chunk-4NOD5DVE.js";import"./chunk-WTIHZHCC.js";import"./chunk-5DQEXABX.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
