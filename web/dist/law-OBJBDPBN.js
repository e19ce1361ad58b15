import{a,b,c,d,e,f}from"./chunk-MXNAA6QB.js";import"./chunk-FN57SOZQ.js";import"./chunk-C3FLF632.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
