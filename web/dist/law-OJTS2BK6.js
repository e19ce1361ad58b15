import{a,b,c,d,e,f}from"./chunk-RHM2UR5T.js";import"./chunk-TXEO3COP.js";import"./chunk-VDSYLDS3.js";export{d as LawTabs,e as ProvisionTable,f as default,b as labelIn,c as placeName,a as useLists};
