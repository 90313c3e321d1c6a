using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;
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
    private readonly List<Violation> _violations = [];

    public LockstepReview(LockstepPlan plan, NetworkParameters network, List<HonestNode> honest, List<Adversary> adversaries, ProposalPool pool)
    {
        (_plan, _honest, _pool) = (plan, honest, pool);
        _verifier = new EdVerifier(network.GenesisId);
        _guilty = [.. adversaries.Select(adversary => adversary.Smesher.NodeId)];
    }

    public int Agreed { get; private set; }

    public int Certified { get; private set; }

    public int Strays { get; private set; }

    public IReadOnlyList<Violation> Violations()
    {
        for (uint i = 0; i < _plan.Layers; i++)
        {
            var layer = LockstepPlan.First.Add(i);
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
        if (timely.Count > 1)
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

        foreach (var ((layer, round, sender), count) in node.Gossip.Accepted)
        {
            if (count > 1 && !node.Evidence.Proofs.ContainsKey(sender))
                Add(ViolationKind.MissingEvidence, $"{node}: {sender} said {count} things in layer {layer}, iteration {round.Iter}, {round.Round}");
        }
    }
}
