import{D as n}from"./chunk-DLF6S743.js";var r=t=>n(t?"/api/v1/system/show":null,{id:t??""}),s=(t,e)=>`/findings/${t}/${e.id}?market=${e.market}&role=${e.role}`;export{r as a,s as b};
