using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>Looks at the invariants after a run.</summary>
internal sealed class LockstepReview
{
    private readonly LockstepPlan _plan;
    private readonly List<HonestNode> _honest;
    private readonly ProposalPool _pool;
    private readonly EdVerifier _verifier;
    private readonly HashSet<NodeId> _guilty;
    private readonly HashSet<PeerId> _faulty;
    private readonly SeatCensus _seats;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<LayerId, string> _void = [];

    public LockstepReview(
        LockstepPlan plan, NetworkParameters network, List<HonestNode> honest, List<Adversary> adversaries, ProposalPool pool, SeatCensus seats)
    {
        (_plan, _honest, _pool, _seats) = (plan, honest, pool, seats);
        _faulty = [.. adversaries.Select(adversary => adversary.Place.Id), .. honest.Where(node => !node.IsTimely).Select(node => node.Place.Id)];
        _verifier = new EdVerifier(network.GenesisId);
        _guilty = [.. adversaries.Select(adversary => adversary.Smesher.NodeId)];
    }

    public int Agreed { get; private set; }

    public int Certified { get; private set; }

    public int Strays { get; private set; }

    /// <summary>Layers in which agreement hung on seats of the faulty and failed, and how.</summary>
    public IReadOnlyDictionary<LayerId, string> Void => _void;

    public IReadOnlyList<Violation> Violations()
    {
        for (uint i = 0; i < _plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
            Deliveries(layer);
            Outputs(layer);
            Certificates(layer);
            if (_plan.IsFaultless)
                Progress(layer);
        }

        foreach (var node in _honest)
            Evidence(node);
        return _violations;
    }

    private void Add(ViolationKind kind, string text) => _violations.Add(new Violation(kind, text));

    private void Outputs(LayerId layer)
    {
        var outputs = _honest.Where(node => node.Results.ContainsKey(layer)).ToList();
        var timely = outputs.Where(node => node.IsTimely).Select(node => node.Results[layer]).Distinct().ToList();
        if (timely.Count > 1 && Gap(layer) is { } gap)
            _void.Add(layer, gap);
        else if (timely.Count > 1)
            Add(ViolationKind.Disagreement, $"layer {layer}: {string.Join(" | ", outputs.Select(node => $"{node}: {node.Results[layer].Count} proposals"))}");
        if (timely.Count > 0)
            Agreed++;
        Strays += timely.Count == 1 ? outputs.Count(node => node.Results[layer] != timely[0]) : 0;
        var known = _pool.OfLayer(layer).Select(proposal => proposal.Id).ToHashSet();
        foreach (var node in outputs)
        {
            foreach (var id in node.Results[layer].Where(id => !known.Contains(id)))
                Add(ViolationKind.InvalidOutput, $"layer {layer}, {node}: {id}");
        }
    }

    /// <summary>
    /// What one timely node accepted, all others know a round later, or they know that its sender says more than one thing: all grades rest on
    /// it. Nodes whose session is over neither listen nor relay.
    /// </summary>
    private void Deliveries(LayerId layer)
    {
        var nodes = _honest.Where(node => node.IsTimely).ToList();
        var earliest = new Dictionary<Hash32, HeardMessage>();
        foreach (var heard in nodes.SelectMany(node => node.Gossip.Heard.Where(said => said.Key.Layer == layer).SelectMany(said => said.Value)))
        {
            if (!earliest.TryGetValue(heard.Id, out var other) || heard.At.Absolute < other.At.Absolute)
                earliest[heard.Id] = heard;
        }

        if (nodes.Count == 0)
            return;
        uint ending = nodes.Min(node => node.Gossip.LastRound(layer));
        foreach (var heard in earliest.Values)
        {
            uint late = Math.Max(heard.At.Absolute, 1) + 1;
            foreach (var node in nodes.Where(node => late <= (_plan.Degree == 0 ? node.Gossip.LastRound(layer) : ending) && !Knows(node, heard, late)))
                Add(ViolationKind.Unheard, $"layer {layer}, {node}: {Text(heard)}; {Answer(node, heard)}");
        }
    }

    private string Text(HeardMessage heard) =>
        $"{heard.Message.Round.Round} {heard.Message.Round.Iter} of {Source(heard.Message.Sender)}, heard by another before {heard.At.Round} {heard.At.Iter}";

    private string Source(NodeId sender) => _honest.Find(node => node.Own.Any(smesher => smesher.NodeId == sender))?.ToString() ?? $"{sender} (faulty)";

    private static string Answer(HonestNode node, HeardMessage heard) => node.Gossip.Refused.TryGetValue(heard.Id, out var refused)
        ? $"refused when {refused.From} brought it: {refused.Verdict.Reason}"
        : node.Gossip.Heard.TryGetValue((heard.Message.Layer, heard.Message.Round, heard.Message.Sender), out var said)
            ? $"heard before {string.Join(" and ", said.Select(own => $"{own.At.Round} {own.At.Iter} from {own.From}"))}"
            : "never heard";

    private bool Knows(HonestNode node, HeardMessage heard, uint late)
    {
        var message = heard.Message;
        if (node.Gossip.Heard.TryGetValue((message.Layer, message.Round, message.Sender), out var said))
        {
            if (said[0].OfLiar)
                return true;
            if ((said.Count > 1 ? said[1] : said.Find(own => own.Id == heard.Id)) is { } known && known.At.Absolute <= late)
                return true;
            if (said.Exists(own => own.Id == heard.Id && own.At.Absolute <= late))
                return true;
        }

        // Or its session does not run yet, or not any more.
        return IsHeldUp(node, heard)
            || (node.Gossip.Refused.TryGetValue(heard.Id, out var refused) && refused.Verdict.Reason.EndsWith("not registered", StringComparison.Ordinal));
    }

    /// <summary>
    /// The one who brings a message with short ids is asked for its list, and nobody else is (spec 05 §6). Who was held up itself brings it late.
    /// </summary>
    private bool IsHeldUp(HonestNode node, HeardMessage heard)
    {
        var message = heard.Message;
        var said = node.Gossip.Heard.GetValueOrDefault((message.Layer, message.Round, message.Sender));
        if (said?.Find(own => own.Id == heard.Id) is { } late)
            return late.Waited && (_faulty.Contains(late.From) || (_honest.Find(peer => peer.Place.Id == late.From) is { } peer && IsHeldUp(peer, heard)));
        if (node.Gossip.Refused.TryGetValue(heard.Id, out var refused))
            return refused.Waited && _faulty.Contains(refused.From);
        return _plan.Degree > 0 && !heard.Message.Compact.IsEmpty && IsCutOff(node, heard);
    }

    /// <summary>Whether everybody who could have brought a message to a node, over several hops, is faulty or was held up.</summary>
    private bool IsCutOff(HonestNode node, HeardMessage heard)
    {
        var reached = new HashSet<PeerId> { node.Place.Id };
        var open = new Queue<HonestNode>([node]);
        while (open.TryDequeue(out var next))
        {
            foreach (var id in next.Place.Requests.Peers.Where(id => !_faulty.Contains(id) && reached.Add(id)))
            {
                var neighbour = _honest.Find(peer => peer.Place.Id == id)!;
                if (!HasJudged(neighbour, heard))
                    open.Enqueue(neighbour);
                else if (!IsHeldUp(neighbour, heard))
                    return false;
            }
        }

        return true;
    }

    private static bool HasJudged(HonestNode node, HeardMessage heard) => node.Gossip.Refused.ContainsKey(heard.Id)
        || (node.Gossip.Heard.TryGetValue((heard.Message.Layer, heard.Message.Round, heard.Message.Sender), out var said) && said.Exists(own => own.Id == heard.Id));

    /// <summary>Where agreement on a layer hung on the faulty; null where it did not, or where what the nodes accepted does not hold.</summary>
    private string? Gap(LayerId layer)
    {
        var rules = _plan.Schedule.At(layer)!;
        var lists = new FullLists(rules.Format, _verifier, _pool);
        var views = new List<LayerView>();
        var nodes = new Dictionary<LayerView, HonestNode>();
        foreach (var node in _honest.Where(node => node.IsTimely))
        {
            var heard = node.Gossip.Heard.Where(said => said.Key.Layer == layer).ToDictionary(said => (said.Key.Round, said.Key.Sender), said => said.Value);
            var view = new LayerView(node.ToString(), node.Own[0].NodeId, heard, rules.ThresholdFor(layer), lists.Of);
            views.Add(view);
            nodes.Add(view, node);
        }

        foreach (var message in views.SelectMany(view => view.All).Select(heard => heard.Message).DistinctBy(message => message.Signature))
        {
            if (!lists.IsSigned(message.Compact.IsEmpty ? message : message.WithProposals(lists.Of(message)))
                || message.Eligibility.Count != _seats.Of(rules, layer, message.Round, message.Sender))
            {
                return null;
            }
        }

        var argument = new SafetyArgument(rules, layer, views, (view, heard) => IsHeldUp(nodes[view], heard));
        var outputs = views
            .Where(view => nodes[view].Results.ContainsKey(layer))
            .Select(view => (View: view, Reference: HareRules.Reference(nodes[view].Results[layer].Span)))
            .OrderBy(output => argument.IterationOf(output.View, output.Reference) ?? 0)
            .ToList();
        var first = outputs[0];
        var second = outputs.Find(output => output.Reference != first.Reference);
        return lists.Failed ? null : argument.Gap(first.View, first.Reference, second.View, second.Reference);
    }

    private void Certificates(LayerId layer)
    {
        var certified = new SortedSet<BlockId>();
        foreach (var node in _honest)
        {
            foreach (var row in node.State.Certificates.InLayer(layer).Where(row => row.Certificate is not null))
            {
                certified.Add(row.Block);
                Signatures(layer, node, row.Certificate!);
            }
        }

        Certified += certified.Count > 0 ? 1 : 0;
        if (_void.ContainsKey(layer))
            return;
        if (certified.Count > 1)
            Add(ViolationKind.ConflictingCertificates, $"layer {layer}: {string.Join(", ", certified)}");
        foreach (var node in _honest.Where(node => node.IsTimely && certified.Count == 1))
        {
            if (node.Pipeline.Outputs.TryGetValue(layer, out var block) && block != certified.Min)
                Add(ViolationKind.InvalidCertificate, $"layer {layer}, {node}: output {block}, certified {certified.Min}");
        }

        foreach (var node in _honest.Where(node => node.Pipeline.Contested.Contains(layer)))
            Add(ViolationKind.ConflictingCertificates, $"layer {layer}: contested at {node}");
    }

    private void Signatures(LayerId layer, HonestNode node, Certificate certificate)
    {
        long seats = 0;
        foreach (var message in certificate.Signatures)
        {
            var (smesher, signature) = (message.SmesherId, message.Signature);
            if (_verifier.Verify(SigningDomain.Hare, in smesher, Codec.Scale.Encode(message.Content), in signature))
                seats += message.Content.EligibilityCnt;
        }

        if (seats < (_plan.CertifierCommittee / 2) + 1)
            Add(ViolationKind.InvalidCertificate, $"layer {layer}, {node}: {seats} seats");
    }

    private void Progress(LayerId layer)
    {
        foreach (var node in _honest)
        {
            if (!node.Results.ContainsKey(layer))
                Add(ViolationKind.NoProgress, $"layer {layer}, {node}: no output");
            else if (!node.Pipeline.Outputs.ContainsKey(layer))
                Add(ViolationKind.NoProgress, $"layer {layer}, {node}: no block");
            else if (node.State.Certificates.Certified(layer) is null)
                Add(ViolationKind.NoProgress, $"layer {layer}, {node}: no certificate");
            if (!node.Pipeline.Coins.ContainsKey(layer))
                Add(ViolationKind.NoProgress, $"layer {layer}, {node}: no coin");
            if (node.Loops.Patrol.IsHareInCharge(layer))
                Add(ViolationKind.NoProgress, $"layer {layer}, {node}: still in charge");
        }
    }

    private void Evidence(HonestNode node)
    {
        foreach (var (smesher, proof) in node.Evidence.Proofs)
        {
            var verdict = EquivocationRules.Check((HareEquivocationProof)proof.Data, _verifier, _ => true);
            if (verdict != EquivocationVerdict.Proven)
                Add(ViolationKind.FalseEvidence, $"{node}: {verdict} of {smesher}");
            else if (!_guilty.Contains(smesher))
                Add(ViolationKind.FalseEvidence, $"{node}: {smesher} is honest");
        }

        foreach (var ((layer, round, sender), said) in node.Gossip.Heard)
        {
            if (said.Count > 1 && !node.Evidence.Proofs.ContainsKey(sender))
                Add(ViolationKind.MissingEvidence, $"{node}: {sender} said {said.Count} things in layer {layer}, iteration {round.Iter}, {round.Round}");
        }
    }
}
