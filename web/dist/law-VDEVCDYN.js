import{a,b,c,d,e,f}from"./chunk-UZGNQGGF.js";import"./chunk-VSY5IS5R.js";import"./chunk-XPHYARBG.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
