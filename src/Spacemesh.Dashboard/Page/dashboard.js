'use strict';
const $ = id => document.getElementById(id);
const set = (id, text) => { const e = $(id), t = String(text); if (e.textContent !== t) e.textContent = t; };
const steps = ['initialising', 'initialised', 'registering', 'registered', 'waiting', 'proof', 'proving', 'proved', 'published', 'mining'];
const names = { initialising: 'writing space', initialised: 'space ready', registering: 'before registration', registered: 'registered', waiting: 'PoET works', proof: 'PoET proof here', proving: 'proving', proved: 'proved', published: 'activated', mining: 'earning', malicious: 'malicious' };
let state = null, skew = 0, cpuBefore = null, labelsBefore = null;
const cpuHistory = [];

function duration(ms) {
  if (ms < 0) ms = 0;
  const s = Math.floor(ms / 1000), d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60;
  return d ? `${d} d ${h} h` : h ? `${h} h ${m} min` : m ? `${m} min ${s % 60} s` : `${s} s`;
}
function smh(smidge) {
  const value = BigInt(smidge || 0), whole = value / 1000000000n, rest = (value % 1000000000n).toString().padStart(9, '0').slice(0, 3);
  return value && whole === 0n && rest === '000' ? `${value} smidge` : `${whole.toLocaleString('en')}.${rest} SMH`;
}
function bytes(n) { const u = ['B', 'KiB', 'MiB', 'GiB', 'TiB']; let i = 0; while (n >= 1024 && i < 4) { n /= 1024; i++; } return `${n.toFixed(i ? 1 : 0)} ${u[i]}`; }
function short(hex) { return hex ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : '–'; }
function node(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes || {})) if (v != null) e.setAttribute(k, v);
  for (const c of children) e.append(c);
  return e;
}
function svg(tag, attributes, text) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  if (text != null) e.textContent = text;
  return e;
}
function now() { return Date.now() + skew; }

function drawRing(share) {
  const s = svg('svg', { viewBox: '0 0 104 104', role: 'img', 'aria-label': `${Math.round(share * 100)} % of the epoch` }), r = 44, c = 2 * Math.PI * r;
  s.append(svg('circle', { cx: 52, cy: 52, r, fill: 'none', stroke: 'var(--line)', 'stroke-width': 10 }));
  s.append(svg('circle', { cx: 52, cy: 52, r, fill: 'none', stroke: 'var(--accent)', 'stroke-width': 10, 'stroke-linecap': 'round', 'stroke-dasharray': `${c * share} ${c}`, transform: 'rotate(-90 52 52)' }));
  s.append(svg('text', { x: 52, y: 58, 'text-anchor': 'middle', 'font-size': 19, fill: 'var(--text)' }, `${Math.round(share * 100)} %`));
  $('epoch-ring').replaceChildren(s);
}
function bars(target, items, label) {
  const box = $(target);
  if (!items.length) { box.replaceChildren(node('p', { class: 'soft' }, 'Nothing yet.')); return; }
  const w = 1000, h = 150, foot = 20, top = Math.max(...items.map(i => i.value)) || 1, step = w / items.length;
  const s = svg('svg', { viewBox: `0 0 ${w} ${h}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label });
  items.forEach((item, i) => {
    const height = Math.max(2, (h - foot - 6) * item.value / top);
    const bar = svg('rect', { x: i * step + step * .1, y: h - foot - height, width: Math.max(1, step * .8), height, rx: 2 });
    bar.append(svg('title', {}, item.title));
    s.append(bar);
  });
  s.append(svg('text', { x: 2, y: h - 5 }, items[0].name), svg('text', { x: w - 2, y: h - 5, 'text-anchor': 'end' }, items[items.length - 1].name));
  box.replaceChildren(s);
}

function identity(item, s) {
  const stage = item.stage || { name: '', text: s.smeshing.active ? 'Waiting for its first event' : 'Smeshing is off', next: '' };
  const at = steps.indexOf(stage.name);
  const box = node('article', { class: 'identity' });
  box.append(node('h3', {}, item.name || 'identity', node('span', { class: 'mono', title: item.id }, short(item.id)),
    node('span', { class: `stage ${stage.failed ? 'bad' : stage.name === 'mining' ? 'good' : ''}` }, item.proving ? 'proving' : names[stage.name] || 'idle')));
  const list = node('ol', { class: 'steps', 'aria-hidden': 'true' });
  steps.forEach((name, i) => list.append(node('li', { class: i < at ? 'done' : i === at ? 'now' : '', title: names[name] })));
  box.append(list, node('p', {}, stage.text));
  if (stage.next) box.append(node('p', { class: 'soft', 'data-next': stage.nextAt || '', 'data-text': stage.next }, `Next: ${stage.next}`));
  if (item.slots.length) {
    const slots = node('div', { class: 'slots', 'aria-label': 'Layers with proposals' });
    for (const slot of item.slots.slice(-60)) {
      const kind = slot.proposed ? 'made' : slot.layer < s.network.layer ? 'missed' : '';
      slots.append(node('span', { class: kind, title: `layer ${slot.layer}, ${slot.count} slot(s)${kind ? ', ' + kind : ''}` }, slot.count > 1 ? `${slot.layer}×${slot.count}` : slot.layer));
    }
    box.append(slots);
  }
  return box;
}

function alerts(s) {
  const n = s.network;
  const list = [];
  if (Math.abs(skew) > 5000) list.push(`This computer's clock and the node's differ by ${duration(Math.abs(skew))}.`);
  if (s.network.begun && s.network.layer > s.network.effectiveGenesis + 3 && s.sync.applied + 10 < s.network.layer)
    list.push(`The chain stands at layer ${s.sync.applied}, ${s.network.layer - s.sync.applied} layers behind the clock.`);
  if (s.peers && s.peers.reachability === 'Private') list.push(`This node is ${s.peers.dialability}.`);
  if (s.smeshing) for (const i of s.smeshing.identities) if (i.stage && i.stage.failed) list.push(`${i.name}: ${i.stage.text}`);
  if (s.smeshing) for (const i of s.smeshing.identities)
    if (i.stage && i.stage.name === 'registering' && i.stage.nextAt && s.now - i.stage.nextAt > Math.max(30000, n.layerMilliseconds))
      list.push(`${i.name}: no PoET has taken the registration that was due ${duration(s.now - i.stage.nextAt)} ago. Are the servers of main.poet-servers up?`);
  const box = $('alert');
  box.hidden = !list.length;
  box.textContent = list.join(' ');
}

function syncProgress(sync) {
  if (!sync.total || sync.done >= sync.total || !['Atxs', 'Malfeasance', 'Layers', 'State'].includes(sync.phase)) return '';
  const what = { Atxs: `ATXs of epoch ${sync.phaseEpoch}`, Malfeasance: 'malfeasance proofs', Layers: 'layers', State: 'state' }[sync.phase];
  const left = sync.secondsLeft > 0 ? `, ${duration(sync.secondsLeft * 1000)} left` : '';
  return ` · ${what}: ${sync.done} of ${sync.total} (${sync.perSecond}/s${left})`;
}

function render(s) {
  state = s; skew = s.now - Date.now();
  const n = s.network;
  set('subtitle', `${n.name} · ${n.begun ? `layer ${n.layer}, epoch ${n.epoch}` : 'before genesis'}`);
  document.title = `${n.name} · layer ${n.layer}`;
  const words = { synced: ['in sync', 'good'], gossip: ['listening', 'warn'], atxs: ['ATXs here, layers syncing', 'warn'], syncing: ['syncing', 'warn'] }[s.sync.state];
  $('connection').className = `pill ${words[1]}`; set('connection', words[0]);
  set('sync-state', words[0] + syncProgress(s.sync)); set('peers', s.peers ? s.peers.count : 'none (standalone)'); set('reachable', s.peers ? s.peers.reachability.toLowerCase() : '–'); $('reachable').title = s.peers ? s.peers.dialability : ''; set('genesis-id', n.genesisId);
  set('epoch', n.epoch); set('layer', n.layer);
  drawRing(n.begun ? (n.layer % n.layersPerEpoch) / n.layersPerEpoch : 0);
  set('latest', s.sync.latest); set('processed', s.sync.processed); set('applied', s.sync.applied); set('root', short(s.sync.stateRoot));
  if (s.smeshing) {
    const p = s.smeshing.post, share = p.labelsWanted ? Math.min(1, p.labels / p.labelsWanted) : 0;
    const done = { NotStarted: 'Not begun', Prepared: 'Prepared', InProgress: 'Being written', Complete: 'Complete', Stopped: 'Stopped', Error: 'Failed' }[p.state] || p.state;
    set('post-text', p.labelsWanted ? `${done} · ${(share * 100).toFixed(1)} % · ${bytes(p.labels * 16)} of ${bytes(p.labelsWanted * 16)}` : done);
    $('post-progress').value = share; set('units', p.units ?? '–'); set('folder', p.folder || '–');
    if (labelsBefore && p.labels > labelsBefore.labels) {
      const rate = (p.labels - labelsBefore.labels) / ((s.now - labelsBefore.at) / 1000);
      set('post-rate', `${bytes(rate * 16)}/s, ${duration((p.labelsWanted - p.labels) / rate * 1000)} left`);
    } else if (p.state === 'Complete') set('post-rate', 'complete');
    labelsBefore = { labels: p.labels, at: s.now };
    $('identities').replaceChildren(...s.smeshing.identities.map(i => identity(i, s)));
    set('coinbase', s.smeshing.coinbase || 'not set'); set('balance', s.smeshing.balance ? smh(s.smeshing.balance) : '–');
  }
  const total = s.rewards.reduce((sum, r) => sum + BigInt(r.total), 0n), here = s.rewards.filter(r => r.epoch === n.epoch).reduce((sum, r) => sum + BigInt(r.total), 0n);
  set('reward-total', smh(total)); set('reward-epoch', smh(here));
  const byLayer = new Map();
  for (const r of s.rewards) byLayer.set(r.layer, (byLayer.get(r.layer) || 0) + Number(BigInt(r.total)) / 1e9);
  bars('reward-plot', [...byLayer].slice(-120).map(([layer, value]) => ({ name: `layer ${layer}`, value, title: `layer ${layer}: ${value.toFixed(3)} SMH` })), 'Rewards by layer');
  const r = s.resources;
  if (cpuBefore) { const share = (r.cpuMilliseconds - cpuBefore.cpu) / Math.max(1, s.now - cpuBefore.at) * 100; set('cpu', `${share.toFixed(1)} % of one core`); cpuHistory.push(share); if (cpuHistory.length > 90) cpuHistory.shift(); }
  cpuBefore = { cpu: r.cpuMilliseconds, at: s.now };
  if (cpuHistory.length > 1) bars('cpu-plot', cpuHistory.map((v, i) => ({ name: i ? 'now' : 'earlier', value: v, title: `${v.toFixed(1)} %` })), 'Processor use');
  set('memory', `${bytes(r.workingSet)} (${bytes(r.managed)} managed)`); set('threads', r.threads); set('version', s.version ? `version ${s.version}` : '');
  alerts(s); tick();
}

function tick() {
  if (!state) return;
  const n = state.network, t = now();
  set('next-layer', duration((n.begun ? n.layerEnds : n.genesis) - t)); set('next-epoch', duration(n.epochEnds - t)); set('uptime', duration(t - state.started));
  for (const e of document.querySelectorAll('[data-next]')) {
    const at = Number(e.dataset.next);
    if (at) e.textContent = `Next: ${e.dataset.text} in ${duration(at - t)}`;
  }
}

async function poll() {
  try {
    const answer = await fetch('/api/state', { cache: 'no-store' });
    render(await answer.json());
  } catch {
    $('connection').className = 'pill bad'; set('connection', 'node not reachable');
  }
  setTimeout(poll, 2000);
}
function follow() {
  const source = new EventSource('/api/events');
  source.onopen = () => $('events').replaceChildren();
  source.onmessage = message => {
    const e = JSON.parse(message.data), list = $('events'), at = e.time ? new Date(e.time) : new Date();
    list.prepend(node('li', {}, node('time', { datetime: at.toISOString() }, at.toLocaleTimeString([], { hourCycle: 'h23' })), node('strong', { class: e.failure ? 'bad' : '' }, e.kind.replace(/([a-z])([A-Z])/g, '$1 $2')), node('span', {}, e.text)));
    while (list.children.length > 200) list.lastChild.remove();
  };
}
const sections = ['clock-card', 'identities-card', 'rewards-card', 'chain-card', 'events-card'];
document.addEventListener('keydown', e => { const s = sections[Number(e.key) - 1]; if (s && !e.ctrlKey && !e.metaKey && !e.altKey) $(s).scrollIntoView({ behavior: 'smooth' }); });
setInterval(tick, 1000); poll(); follow();
