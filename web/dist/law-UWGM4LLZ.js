import{a,b,c,d,e,f}from"./chunk-QM5B5X52.js";import"./chunk-JMLVKJNE.js";import"./chunk-PART5FY4.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
