import{a,b,c,d,e,f}from"./chunk-5OI6KEUY.js";import"./chunk-5CGM3HNK.js";import"./chunk-XPHYARBG.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
