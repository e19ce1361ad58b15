import{a,b,c,d,e,f}from"./chunk-KPWM4NVD.js";import"./chunk-37FPT3IX.js";import"./chunk-YKEMLTB4.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
