import{a,b,c,d,e,f}from"./chunk-FQUUZF6Z.js";import"./chunk-KJORU5TW.js";import"./chunk-7WZFUFPT.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
