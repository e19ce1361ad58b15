import{m as e}from"./chunk-GO7XUICI.js";var r=t=>e(t?"/api/v1/system/show":null,{id:t??""}),s=(t,n)=>`/findings/${t}/${n.id}?market=${n.market}&role=${n.role}`;export{r as a,s as b};
