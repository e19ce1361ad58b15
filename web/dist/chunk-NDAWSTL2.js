import{l as e}from"./chunk-PRZBJJLK.js";var i=t=>e(t?"system show":null,{args:[t??""]}),s=(t,n)=>`/findings/${t}/${n.id}?market=${n.market}&role=${n.role}`;export{i as a,s as b};
