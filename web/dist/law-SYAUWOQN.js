import{a,b,c,d,e,f}from"./chunk-JGJVFQW3.js";import"./chunk-CKY7OVDP.js";import"./chunk-WNZJF3QB.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
