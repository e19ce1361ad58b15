import{a,b,c,d,e,f}from"./chunk-3SKRVD7U.js";import"./chunk-G3AIZ6XU.js";import"./chunk-6IOIWOKC.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
