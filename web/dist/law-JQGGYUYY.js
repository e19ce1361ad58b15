import{a,b,c,d,e,f}from"./chunk-ZTR2UCW6.js";import"./chunk-O5F4X2SO.js";import"./chunk-3K5IMAQY.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
