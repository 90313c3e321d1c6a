using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Proposals;
using Spacemesh.Proposals.Building;
using Spacemesh.Proposals.Grading;
using Spacemesh.Proposals.Slots;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>
/// Proposes for every identity in the layers where it has slots (spec 06 §16). <see cref="RunAsync"/> is its loop; <see cref="BuildAsync"/>
/// is called by one caller at a time. The trouble of one identity does not stop the others.
/// </summary>
public sealed partial class ProposalBuilder
{
    private readonly BuilderPorts _ports;
    private readonly ProposalOptions _options;
    private readonly ActiveSetPreparation _sets;
    private readonly NetworkParameters _network;
    private readonly ILogger _logger;
    private readonly SlotRules _slots;
    private readonly StoredOwnBallots _ballots;
    private readonly Dictionary<NodeId, IdentitySession> _sessions = [];
    private (EpochId Epoch, Beacon Beacon, GeneratedSet Set)? _shared;

    public ProposalBuilder(ProposalOptions options, BuilderPorts ports, ActiveSetPreparation sets, ILogger<ProposalBuilder> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ports);
        _options = options;
        _ports = ports;
        _sets = sets;
        _logger = logger;
        _network = ports.Clock.Network;
        _slots = new SlotRules(_network, options, ports.Atxs);
        _ballots = new StoredOwnBallots(_network, ports.State);
    }

    /// <summary>Builds in every layer that begins, and prepares active sets, until it is cancelled. Ends with whatever ends either.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var building = BuildLayers(stop.Token);
        var preparing = _sets.RunAsync(stop.Token);
        try
        {
            // Preparation ends by itself where it is switched off.
            if (await Task.WhenAny(building, preparing) == preparing && preparing.IsCompletedSuccessfully)
                await building;
        }
        finally
        {
#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler of a simulation
            stop.Cancel();
#pragma warning restore VSTHRD103
        }

        await Task.WhenAll(building, preparing);
    }

    /// <summary>Makes and publishes the proposals of a layer.</summary>
    public async Task<BuildReport> BuildAsync(LayerId layer, CancellationToken cancellationToken = default)
    {
        var failures = new List<string>();
        var epoch = _network.EpochOf(layer);
        if (await Share(layer, epoch, failures, cancellationToken) is not { } shared)
            return new BuildReport(layer, [], failures);
        var signers = _ports.Signers.All;
        Forget(signers);
        var eligible = await Eligible(layer, signers, shared.Beacon, shared.Set, failures, cancellationToken);
        if (eligible.Count == 0)
            return new BuildReport(layer, [], failures);
        (var opinion, string? failure) = await _ports.Pool.RunAsync(_ => Vote(layer), WorkPriority.High, cancellationToken);
        if (opinion is null)
            return new BuildReport(layer, [], [.. failures, $"encoding votes: {failure}"]);
        var stores = _ports.State;
        var meshHash = MeshHash.Choose(
            layer, _network.EffectiveGenesis, _options.Hdist, _ports.Votes.LatestVerified, open => stores.Certificates.HareOutput(open) is not null, stores.Layers.AggregatedHash);
        // The own handler weighs the set that a first ballot declares.
        if (eligible.Any(own => own.Session.Reference.IsZero()))
            stores.ActiveSets.Add(shared.Set.Id, new EpochActiveSet(epoch, shared.Set.Atxs));
        var proposals = await Task.WhenAll(eligible.Select(own => Propose(own.Signer, own.Session, layer, opinion, meshHash, shared.Set, failures, cancellationToken)));
        return new BuildReport(layer, [.. proposals.OfType<Proposal>()], failures);
    }

    private async Task BuildLayers(CancellationToken cancellationToken)
    {
        var ticks = _ports.Clock.Ticks(_ports.Clock.Current.AddSaturating(1));
        while (true)
        {
            var tick = await ticks.NextAsync(cancellationToken);
            if (tick.Layer <= _network.EffectiveGenesis || !_ports.Sync.IsSynced)
                continue;
            long began = _ports.Time?.GetTimestamp() ?? 0;
            var report = await BuildAsync(tick.Layer, cancellationToken);
            if (_ports.Time is { } time && report.Proposals.Count > 0)
                _ports.Instruments.ProposalsBuilt(time.GetElapsedTime(began));
            foreach (string failure in report.Failures)
                LogFailure(_logger, tick.Layer, failure);
        }
    }

    /// <summary>Beacon and active set of the epoch; asked for again in the next layer where one is missing.</summary>
    private async Task<(EpochId Epoch, Beacon Beacon, GeneratedSet Set)?> Share(
        LayerId layer, EpochId epoch, List<string> failures, CancellationToken cancellationToken)
    {
        if (_shared is { } known && known.Epoch == epoch)
            return known;
        _shared = null;
        if (_ports.State.Beacons.Find(epoch) is not { } beacon || beacon.IsZero())
        {
            failures.Add($"missing beacon for epoch {epoch}");
            return null;
        }

        (var set, string? failure) = await _sets.GetAsync(layer, epoch, cancellationToken);
        if (set is null)
            failures.Add(failure!);
        else
            _shared = (epoch, beacon, set);
        return _shared;
    }

    private void Forget(IReadOnlyList<ISigner> signers)
    {
        var present = signers.Select(signer => signer.NodeId).ToHashSet();
        foreach (var gone in _sessions.Keys.Where(identity => !present.Contains(identity)).ToList())
            _sessions.Remove(gone);
        foreach (var identity in present)
        {
            if (!_sessions.ContainsKey(identity))
                _sessions.Add(identity, new IdentitySession(_network, _slots, _ports.Atxs, _ballots, identity));
        }
    }

    private async Task<List<(ISigner Signer, IdentitySession Session)>> Eligible(
        LayerId layer, IReadOnlyList<ISigner> signers, Beacon beacon, GeneratedSet set, List<string> failures, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(signers.Select(signer => Enter(layer, signer, beacon, set, cancellationToken)));
        var eligible = new List<(ISigner, IdentitySession)>();
        foreach (var (signer, outcome) in signers.Zip(outcomes))
        {
            var session = _sessions[signer.NodeId];
            if (outcome == SessionOutcome.Eligible)
                eligible.Add((signer, session));
            else if (outcome == SessionOutcome.AlreadyBuilt)
                failures.Add($"layer {layer} was already built by {signer.NodeId}: last ballot in layer {session.Last}");
            else if (outcome == SessionOutcome.InvalidFirstBallot)
                failures.Add($"atx {session.Atx.Id} created invalid first ballot");
        }

        return eligible;
    }

    private async Task<SessionOutcome> Enter(LayerId layer, ISigner signer, Beacon beacon, GeneratedSet set, CancellationToken cancellationToken)
    {
        var session = _sessions[signer.NodeId];
        var outcome = session.Enter(layer, beacon, set);
        if (outcome != SessionOutcome.NeedsDraw)
            return outcome;
        var draw = await _ports.Pool.RunAsync(token => session.Draw(message => signer.Prove(message), token), WorkPriority.High, cancellationToken);
        session.Take(draw);
        var (atx, layers, epoch) = (session.Atx, draw.Layers, _network.EpochOf(layer));
        string byLayer = string.Join(' ', layers.Select(own => $"{own.Layer}:{own.Count}"));
        LogEligibilities(_logger, signer.NodeId, epoch, session.Beacon, atx.Id, atx.Weight, session.Last, session.Slots, layers.Sum(own => own.Count), byLayer);
        _ports.Events.Publish(new EligibilitiesComputed(
            signer.NodeId, epoch, session.Beacon, atx.Id, (uint)set.Atxs.Count, [.. layers.Select(own => new LayerSlots(own.Layer, (uint)own.Count))]));
        return session.Enter(layer, beacon, set);
    }

    private (Opinion? Opinion, string? Failure) Vote(LayerId layer) =>
        _ports.Votes.TryVote(layer, out var opinion, out string? failure) ? (opinion, null) : (null, failure);

    private async Task<Proposal?> Propose(
        ISigner signer,
        IdentitySession session,
        LayerId layer,
        Opinion opinion,
        Hash32 meshHash,
        GeneratedSet set,
        List<string> failures,
        CancellationToken cancellationToken)
    {
        Proposal proposal;
        try
        {
            proposal = await _ports.Pool.RunAsync(_ => Sign(signer, session, layer, opinion, meshHash, set), WorkPriority.High, cancellationToken);
        }
        catch (SlotTakenException refused)
        {
            lock (failures)
                failures.Add(refused.Message);
            return null;
        }

        var id = proposal.ComputeId();
        var ballot = proposal.Inner.Ballot;
        LogCreated(
            _logger, signer.NodeId, id, proposal.Inner.TxIds.Count, meshHash, ballot.ComputeId(), layer, opinion.Hash, opinion.Votes.Base, ballot.EligibilityProofs.Count, session.Reference);
        try
        {
            await _ports.Gossip.PublishAsync(GossipTopics.Proposal, Scale.Encode(proposal), cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotPublished(_logger, problem, id, layer);
            return proposal;
        }

        _ports.Events.Publish(new ProposalPublished(signer.NodeId, layer, id));
        _ports.Events.Publish(new ProposalSeen(proposal, ProposalStage.Created));
        return proposal;
    }

    private Proposal Sign(ISigner signer, IdentitySession session, LayerId layer, Opinion opinion, Hash32 meshHash, GeneratedSet set)
    {
        var slots = session.Drawn!.Of(layer);
        var transactions = _ports.Transactions.Select(layer, slots.Count).Take(InnerProposal.MaxTxIds).ToScaleList();
        return session.Propose(layer, opinion, meshHash, transactions, set.Id).Sign(
            signer.NodeId,
            message => signer.Sign(SigningDomain.Ballot, message, new SigningSlot(SigningSlotKind.Ballot, layer.Value)),
            message => signer.Sign(SigningDomain.Proposal, message, new SigningSlot(SigningSlotKind.Proposal, layer.Value)));
    }

    [LoggerMessage(
        6110,
        LogLevel.Information,
        "proposal eligibilities for an epoch: signer {Signer}, epoch {Epoch}, beacon {Beacon}, atx {Atx}, weight {Weight}, prev {Previous}, slots {Slots}, eligible {Eligible}, eligible by layer {ByLayer}")]
    private static partial void LogEligibilities(
        ILogger logger, NodeId signer, EpochId epoch, Beacon beacon, AtxId atx, ulong weight, LayerId? previous, uint slots, int eligible, string byLayer);

    [LoggerMessage(
        6111,
        LogLevel.Information,
        "proposal created: signer {Signer}, proposal {Proposal}, transactions {Transactions}, mesh hash {MeshHash}, ballot {Ballot}, layer {Layer}, opinion {Opinion}, base {Base}, slots {Slots}, reference {Reference}")]
    private static partial void LogCreated(
        ILogger logger, NodeId signer, ProposalId proposal, int transactions, Hash32 meshHash, BallotId ballot, LayerId layer, Hash32 opinion, BallotId @base, int slots, BallotId reference);

    [LoggerMessage(6112, LogLevel.Error, "failed to publish proposal {Proposal} of layer {Layer}")]
    private static partial void LogNotPublished(ILogger logger, Exception problem, ProposalId proposal, LayerId layer);

    [LoggerMessage(6113, LogLevel.Warning, "failed to build proposal in layer {Layer}: {Failure}")]
    private static partial void LogFailure(ILogger logger, LayerId layer, string failure);
}
