import{a,b,c,d,e,f}from"./chunk-ZYIX7CA7.js";import"./chunk-AWFMDAGW.js";import"./chunk-5PVYLKVI.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
