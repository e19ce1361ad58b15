import{a,b,c,d,e,f}from"./chunk-NPWGSCJS.js";import"./chunk-KZKKRAJF.js";import"./chunk-VARTHYJ7.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
