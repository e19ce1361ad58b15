import{a,b,c,d,e,f}from"./chunk-PXYM47UU.js";import"./chunk-R4H2SQBQ.js";import"./chunk-HH3NFFZT.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
