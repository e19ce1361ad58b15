import{a,b,c,d,e,f}from"./chunk-4EKN7Y6P.js";import"./chunk-CYASBFMB.js";import"./chunk-P44JRZI5.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
