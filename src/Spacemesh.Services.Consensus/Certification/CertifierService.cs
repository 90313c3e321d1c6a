using Spacemesh.Certifier;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Services.Consensus.Certification;

/// <summary>
/// The certifier loop of a node (spec 05 §9): judges certify messages, certifies the node's own blocks with its smeshers, stores
/// certificates and adopts those of peers. What is collected is touched in the certifier inbox only. Nothing runs before
/// <see cref="RunAsync"/>.
/// </summary>
public sealed class CertifierService : ICertificateIntake
{
    /// <summary>Turns in the certifier inbox. Gossip that comes when it is full is ignored; everything else waits.</summary>
    public const int InboxCapacity = 4096;

    private const int Concurrency = 64;

    private static readonly Verdict NotSynced = Verdict.Ignore("not synced for gossip");
    private static readonly Verdict Full = Verdict.Ignore("the certifier inbox is full");

    private readonly CertifierParts _parts;
    private readonly Inbox _inbox = new("certifier", InboxCapacity);
    private readonly CertifyVerification _verification;
    private readonly StoredCertificates _rows;
    private readonly BlockCertifier _certifier;
    private readonly SeatDraw _draw;
    private bool _began;

    public CertifierService(CertifierParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _verification = new CertifyVerification(parts.Options, parts.Verifier, parts.Oracle);
        _rows = new StoredCertificates(parts.State);
        _certifier = new BlockCertifier(parts.Options, _verification, _rows);
        _draw = new SeatDraw(parts.Oracle, parts.Work);
    }

    /// <summary>Runs until it is cancelled. What goes wrong inside comes out: then the node has to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_began)
            throw new InvalidOperationException("the certifier loop runs once");
        _began = true;
        using var subscription = _parts.Gossip.Subscribe(GossipTopics.Certify, JudgeAsync, Concurrency);
        var tasks = new TaskSet(cancellationToken);
        tasks.Add(_inbox.RunAsync);
        tasks.Add(FollowLayersAsync);
        await tasks.WhenEndedAsync(cancellationToken);
    }

    /// <summary>The node's own output of a layer is this block, the zero id for an empty layer: its certify messages count from now on.</summary>
    public async Task RegisterAsync(LayerId layer, BlockId block, CancellationToken cancellationToken = default)
    {
        var outcome = await _inbox.AskAsync(() => Settle(_certifier.Register(layer, block)), cancellationToken);
        if (!outcome.Verdict.IsAccept)
            ConsensusLog.NotCertified(_parts.Log, layer, outcome.Verdict.Reason);
    }

    /// <summary>Certifies the block with every own smesher that has a seat.</summary>
    public async Task CertifyAsync(LayerId layer, BlockId block, CancellationToken cancellationToken = default)
    {
        var (seats, failure) = await _draw.DrawAsync(layer, HareVrfMessage.CertifyRound, _parts.Options.Committee, _parts.Signers.All, cancellationToken);
        if (failure is not null)
            ConsensusLog.NoSeats(_parts.Log, layer, failure.Message);
        if (seats.Count == 0)
            return;
        var slot = new SigningSlot(SigningSlotKind.Certify, layer.Value);
        var contents = seats.Select(seat => new CertifyContent(layer, block, seat.Count, seat.Proof)).ToList();
        var requests = seats.Select((seat, i) => new SigningRequest(seat.Signer, SigningDomain.Hare, Scale.Encode(contents[i]), slot)).ToList();
        var signed = await _parts.Work.RunAsync(_ => _parts.Signers.SignEach(requests), WorkPriority.High, cancellationToken);
        for (int i = 0; i < seats.Count; i++)
        {
            if (signed[i].Refusal is { } refusal)
                ConsensusLog.Unsigned(_parts.Log, GossipTopics.Certify, refusal.Message);
            else
                await PublishAsync(new CertifyMessage(contents[i], signed[i].Signature, seats[i].Signer.NodeId), cancellationToken);
        }
    }

    public async ValueTask<Verdict> AdoptAsync(LayerId layer, Certificate certificate, CancellationToken cancellationToken = default)
    {
        bool valid = await _parts.Work.RunAsync(_ => _certifier.IsValid(certificate), WorkPriority.Normal, cancellationToken);
        return (await _inbox.AskAsync(() => Settle(_certifier.Adopt(layer, certificate, valid)), cancellationToken)).Verdict;
    }

    private async ValueTask<Verdict> JudgeAsync(PeerId from, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_parts.Sync.ListensToGossip)
            return NotSynced;
        if (!_inbox.TryAsk(() => _certifier.Open(bytes.Span, _parts.Clock.Current), out var opened))
            return Full;
        var (verdict, message) = await opened;
        if (verdict is { } known)
            return known;
        var (signed, eligible, failure) = await _parts.Work.RunAsync(_ => _verification.Verify(in message), WorkPriority.Normal, cancellationToken);
        if (signed && _parts.OwnKeys is { } watch && watch.IsOwn(message.SmesherId))
        {
            var slot = new SigningSlot(SigningSlotKind.Certify, message.Content.LayerId.Value);
            watch.Seen(message.SmesherId, SigningDomain.Hare, Scale.Encode(message.Content), slot);
        }

        return (await _inbox.AskAsync(() => Settle(_certifier.Admit(in message, signed, eligible, failure)), cancellationToken)).Verdict;
    }

    private async Task FollowLayersAsync(CancellationToken cancellationToken)
    {
        var ticks = _parts.Clock.Ticks(_parts.Clock.Current.AddSaturating(1));
        while (true)
        {
            var tick = await ticks.NextAsync(cancellationToken);
            await _inbox.TellAsync(() => _certifier.OnLayer(tick.Layer), cancellationToken);
        }
    }

    /// <summary>Stores what came of a step, in the inbox: the next step reads the rows.</summary>
    private CertifierOutcome Settle(CertifierOutcome outcome)
    {
        if (outcome.Adoption is not { } adoption)
            return outcome;
        _rows.Save(adoption);
        var block = adoption.Certificate.BlockId;
        if (adoption.IsContested)
        {
            ConsensusLog.Contested(_parts.Log, adoption.Layer, block);
            _parts.Mesh.NoteCertified(adoption.Layer, default);
        }
        else
        {
            ConsensusLog.Certified(_parts.Log, adoption.Layer, block);
        }

        return outcome;
    }

    private async Task PublishAsync(CertifyMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _parts.Gossip.PublishAsync(GossipTopics.Certify, Scale.Encode(message), cancellationToken);
        }
        catch (GossipRefusedException refused)
        {
            ConsensusLog.Refused(_parts.Log, GossipTopics.Certify, refused.Verdict);
        }
    }
}
