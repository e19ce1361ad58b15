import{a,b,c,d,e,f}from"./chunk-YEUJ3QKR.js";import"./chunk-ROZFPNME.js";import"./chunk-X5AJRPTW.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
