using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;
using Spacemesh.Proposals.Intake;
using Spacemesh.Proposals.Slots;
using Spacemesh.Storage.Memory;
using Spacemesh.Tortoise;

namespace Spacemesh.Proposals.Tests;

/// <summary>A node's share in the intake of ballots and proposals, as small as it can be: real rules, tortoise and stores, a scripted fetcher.</summary>
internal sealed class HandlerWorld : IIntakeReads, IDisposable
{
    private readonly IntakeRules _rules;
    private readonly ActiveSetWeights _weights = new();

    public HandlerWorld(NetworkParameters network, ProposalOptions options, TortoiseOptions tortoise, EdVerifier verifier, ProposalStore proposals)
    {
        Proposals = proposals;
        Tortoise = new TortoiseMachine(tortoise, Atxs);
        _rules = new IntakeRules(network, options, verifier, Atxs, this);
    }

    public ConsensusCache Atxs { get; } = new();

    public TortoiseMachine Tortoise { get; }

    public ProposalStore Proposals { get; }

    public MemoryStateDatabase State { get; } = new();

    public void AddAtx(EpochId target, in AtxEntry atx)
    {
        if (Atxs.TryAdd(target, atx, malicious: false))
            Tortoise.OnAtx(target, atx);
    }

    public CountedBallot? Counted(BallotId id) => Tortoise.TryGetBallot(id, out var ballot)
        ? new CountedBallot(ballot.Layer, ballot.ReferenceAtx, ballot.Smesher, ballot.Beacon, ballot.ExpectedBallots)
        : null;

    public bool HasProposal(LayerId layer, ProposalId id) => Proposals.Has(layer, id);

    public Beacon? StoredBeacon(BallotId reference) => State.Ballots.Find(reference)?.Ballot.Inner.EpochData?.Beacon;

    public HandlerEffects Receive(string kind, byte[] data, Hash32? hash, IntakeMoment moment, IReadOnlySet<string> fails)
    {
        var effects = new HandlerEffects();
        PeerObjectIntake intake;
        IEnumerable<IntakeStep> steps;
        switch (kind)
        {
            case "synced ballot":
                var ballot = new BallotIntake(_rules);
                (intake, steps) = (ballot, ballot.Steps(data, hash!.Value, moment));
                break;
            case "gossip proposal" or "synced proposal":
                var proposal = new ProposalIntake(_rules);
                (intake, steps) = (proposal, proposal.Steps(data, kind == "synced proposal" ? hash!.Value : null, moment));
                break;
            case "synced active set":
                var set = new ActiveSetIntake(_rules);
                (intake, steps) = (set, set.Steps(data, hash!.Value));
                break;
            default:
                throw new ArgumentException($"no kind {kind}", nameof(kind));
        }

        DecodedBallot? decoded = null;
        foreach (var step in steps)
            Do(step, effects, fails, ref decoded);
        effects.Outcome = intake.Verdict.Kind switch
        {
            VerdictKind.Accept => "accept",
            VerdictKind.Reject => "reject",
            _ => intake.IsSettled ? "fetch_ignore" : "ignore",
        };
        effects.Reason = intake.Verdict.Reason;
        return effects;
    }

    public void Dispose() => State.Dispose();

    /// <summary>The ids as the fetcher is asked for them: ballots without the padding.</summary>
    private static string Ids(IEnumerable<Hash32> ids, string name) =>
        $"[{string.Join(',', ids.Select(id => $"\"{(name == "ballots" ? id.ToHash20().ToHex() : id.ToHex())}\""))}]";

    private static void Call(IntakeStep step, HandlerEffects effects, IReadOnlySet<string> fails, string name, IReadOnlyList<Hash32> ids)
    {
        effects.Calls.Add($"call={name} ids={(ids.Count == 0 && name == "register_hashes" ? "" : Ids(ids, name))}");
        if (fails.Contains(name))
            step.Answer = Verdict.Ignore("fetch failed");
    }

    private void Do(IntakeStep step, HandlerEffects effects, IReadOnlySet<string> fails, ref DecodedBallot? decoded)
    {
        switch (step)
        {
            case ComputeStep compute:
                compute.Run();
                break;
            case HintStep hint:
                Call(hint, effects, fails, "register_hashes", hint.Hashes);
                break;
            case FetchStep fetch:
                Call(fetch, effects, fails, fetch.Kind switch { FetchKind.Ballot => "ballots", FetchKind.Atx => "atxs", _ => "proposal_txs" }, fetch.Ids);
                break;
            case WeighStep weigh:
                Weigh(weigh, effects, fails);
                break;
            case DecodeStep decode:
                if (Tortoise.DecodeBallot(TortoiseBallot.Of(decode.Ballot, Atxs.IsMalicious(decode.Ballot.SmesherId)), out decoded) is { } fault)
                    decode.Answer = Verdict.Ignore(fault.Message);
                break;
            case BeaconStep beacon:
                byte[] weight = new byte[16];
                beacon.Weight.CopyTo(weight);
                effects.Beacons.Add($"beacon={beacon.Beacon.ToHex()} epoch={beacon.Epoch} weight_raw_le={Convert.ToHexStringLower(weight)}");
                break;
            case AdmitStep admit:
                Admit(admit, decoded!, effects);
                break;
            case KeepStep keep:
                keep.Outcome = Proposals.Add(new StoredProposal(keep.Id, keep.Proposal, keep.Beacon, keep.Malicious)) switch
                {
                    ProposalStoring.Stored => KeepOutcome.Kept,
                    ProposalStoring.Exists => KeepOutcome.Exists,
                    _ => KeepOutcome.LayerEvicted,
                };
                break;
            case LinkStep link:
                effects.Linked.Add($"layer={link.Layer} proposal={link.Proposal.ToHex()} txs=[{string.Join(',', link.Transactions.Select(id => $"\"{id.ToHex()}\""))}]");
                break;
            case GossipProofStep gossip:
                effects.Published.Add($"data={Convert.ToHexStringLower(Scale.Encode(gossip.Message))} topic=mp1");
                break;
            case StoreSetStep store:
                State.ActiveSets.Add(store.Id, store.Set);
                break;
            default:
                throw new InvalidOperationException($"no step {step}");
        }
    }

    private void Weigh(WeighStep step, HandlerEffects effects, IReadOnlySet<string> fails)
    {
        if (_weights.TryGet(step.ActiveSet, out ulong weight))
        {
            step.Weight = weight;
            return;
        }

        Call(step, effects, fails, "active_set", [step.ActiveSet]);
        if (!step.Answer.IsAccept)
            return;
        step.Answer = ActiveSetWeights.Weigh(step.ActiveSet, State.ActiveSets.Find(step.ActiveSet), Atxs, out weight);
        if (!step.Answer.IsAccept)
            return;
        _weights.Add(step.ActiveSet, weight);
        step.Weight = weight;
    }

    private void Admit(AdmitStep step, DecodedBallot decoded, HandlerEffects effects)
    {
        var (ballot, layer) = (step.Ballot, step.Ballot.Inner.Layer);
        bool malicious = Atxs.IsMalicious(ballot.SmesherId);
        if (!malicious && State.Ballots.InLayerBy(layer, ballot.SmesherId) is { } stored && BallotEquivocation.Prove(stored.Ballot, ballot) is { } proof)
        {
            (step.Proof, malicious) = (proof, true);
            byte[] encoded = Scale.Encode(proof);
            State.MaliciousIdentities.Add(ballot.SmesherId, new ScaleBytes(encoded), 1);
            Atxs.SetMalicious(ballot.SmesherId);
            Tortoise.OnMalfeasance(ballot.SmesherId);
            effects.Malicious = $"node_id={ballot.SmesherId.ToHex()} proof={Convert.ToHexStringLower(encoded)}";
        }

        step.Malicious = malicious;
        if (State.Ballots.Add(step.Id, ballot) == InsertOutcome.Added)
            effects.NewRows++;
        Tortoise.StoreBallot(decoded, malicious);
    }
}
