import{a,b,c,d,e,f}from"./chunk-6WGV3LHV.js";import"./chunk-VYKTU5QF.js";import"./chunk-DLF6S743.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
