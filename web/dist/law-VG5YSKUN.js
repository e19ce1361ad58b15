import{a,b,c,d,e,f}from"./chunk-NUNBGP6S.js";import"./chunk-45TPSE7S.js";import"./chunk-5QL2TKWB.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
