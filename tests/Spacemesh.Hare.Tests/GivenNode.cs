using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>One node of a golden session.</summary>
internal sealed class GivenNode
{
    private readonly GivenSession _given;
    private readonly List<int> _signers;
    private readonly EligibilityOracle _oracle;
    private readonly GivenAtxs _atxs = new();
    private readonly ProposalStore _store;
    private readonly HareIntake _intake;
    private readonly HareOutbox _outbox;
    private HareSession? _session;
    private bool _active;

    public GivenNode(GivenSession given, JsonElement node)
    {
        _given = given;
        Name = $"node {node.I32("node")}";
        _signers = [.. node.GetProperty("signers").EnumerateArray().Select(signer => signer.GetInt32())];
        given.FillHeights(_atxs);
        _oracle = given.CreateOracle();
        _store = new ProposalStore(3, given.Layer.Sub(1));
        foreach (var index in node.GetProperty("proposals_in_store").EnumerateArray())
        {
            var proposal = given.Proposals[index.GetInt32()];
            var atx = AtxId.FromBytes(proposal.Hex("atx"));
            _store.Add(GivenProposal.Of(
                given.Layer,
                ProposalId.FromBytes(proposal.Hex("id")),
                atx,
                given.AtxSmeshers[atx],
                given.SessionBeacon,
                eligibility: GivenIds.Vrf(proposal.Hex("first_eligibility_vrf_prefix"))));
        }

        var format = given.Options.Format;
        _intake = new HareIntake(format, new HareChecks(new EdVerifier(given.Genesis), _oracle, _atxs, () => true), _store, Exchange);
        _outbox = new HareOutbox(format, _store, Exchange);
    }

    public string Name { get; }

    public FullExchange Exchange { get; } = new();

    /// <summary>Identities that the node has a proof against, with the proof.</summary>
    public List<string> Proofs { get; } = [];

    public void Relive(JsonElement step)
    {
        if (step.Has("layer_tick"))
        {
            _session = new HareSession(_given.Options, new LayerId(step.U32("layer_tick")), _given.SessionBeacon);
            _intake.Register(_session);
            _active = Eligibilities(_session.Upcoming).Count > 0;
            VectorCase.Equal(step.Flag("active_in_preround"), _active, $"{Name}: active");
            VectorCase.Equal(_active ? _given.Options.PreroundDelay : TimeSpan.Zero, _session.Offset(_active), $"{Name}: preround at");
        }
        else if (step.Has("execute"))
        {
            Execute(step);
        }
        else if (step.Has("receive"))
        {
            Receive(step);
        }
    }

    private void Execute(JsonElement step)
    {
        var session = _session!;
        var round = new IterRound((byte)step.GetProperty("execute")[0].GetUInt32(), GivenIds.Round(step.GetProperty("execute")[1].GetString()!));
        string where = $"{Name}, {round.Iter} {round.Round}";
        VectorCase.Equal(round, session.Upcoming, $"{where}: upcoming");
        var eligible = Eligibilities(round);
        string seats = string.Join(',', eligible.Select(item => $"{item.Signer}:{item.Eligibility.Count}"));
        VectorCase.Equal(string.Join(',', step.GetProperty("eligible").EnumerateArray().Select(item => $"{item.I32("signer")}:{item.I32("count")}")), seats, $"{where}: eligible");
        if (round.Round == HareRound.Preround && _active)
            session.Propose(Selected(step, where));

        var output = session.Execute();
        var message = round.IsMessageRound ? output.Message : null;
        VectorCase.Equal(step.HexProposals("message_proposals").Hex(), message is { Reference: null } list ? list.Proposals.Hex() : "", $"{where}: proposals");
        VectorCase.Equal(step.OptionalHash("message_reference").Hex(), (message?.Reference).Hex(), $"{where}: reference");
        VectorCase.Equal(step.Has("coin") ? step.Flag("coin") : null, output.Coin, $"{where}: coin");
        VectorCase.Equal(step.Has("result") ? step.HexProposals("result").Hex() : "none", output.Result is { } result ? result.Hex() : "none", $"{where}: result");
        bool ended = step.Has("session_ended") && step.Flag("session_ended");
        VectorCase.Equal(ended, output.End != HareEnd.Running, $"{where}: ended");
        if (ended)
        {
            // After an agreed end the block generator releases the layer, otherwise it is free at once.
            VectorCase.Equal(step.Flag("hare_in_charge_after"), output.End == HareEnd.Agreed, $"{where}: in charge");
            _intake.Unregister(session.Layer);
        }

        var published = message is { } value ? eligible.Select(item => Publish(round, value, item)).ToList() : [];
        var expected = step.GetProperty("published").EnumerateArray().Select(index => _given.Messages[index.GetInt32()]);
        VectorCase.Equal(Sorted(expected), Sorted(published), $"{where}: published, in any order of the signers");
    }

    /// <summary>Hare 3 sends its proposals in any order: the node has the same ones, in the order that was recorded.</summary>
    private ScaleList<ProposalId> Selected(JsonElement step, string where)
    {
        var selected = ProposalSelection.Select(
            _store.OfLayer(_given.Layer), _given.SessionBeacon, _given.Epoch, _given.AtxsOf(_signers), _atxs);
        if (_given.Options.Format.Compacts)
            return selected;
        var recorded = step.HexProposals("message_proposals");
        VectorCase.Equal(recorded.Order().Hex(), selected.Hex(), $"{where}: selected");
        return recorded;
    }

    private byte[] Publish(IterRound round, HareValue value, (int Signer, HareEligibility Eligibility) eligible)
    {
        var key = _given.Keys[eligible.Signer];
        var draft = HareOutbox.Draft(_session!, round, value, eligible.Eligibility, key.NodeId)!;
        VectorCase.True(_outbox.TrySeal(draft, key.Sign(SigningDomain.Hare, _outbox.SignedBytes(draft)), out byte[]? bytes), $"{Name}: not sealed");
        return bytes!;
    }

    private List<(int Signer, HareEligibility Eligibility)> Eligibilities(IterRound round)
    {
        var eligible = new List<(int, HareEligibility)>();
        if (!round.IsMessageRound || !_oracle.TryMessage(_given.Layer, round.Absolute, out byte[]? message))
            return eligible;
        uint committee = _given.Options.CommitteeFor(_given.Layer, round.Round);
        foreach (int signer in _signers)
        {
            using var prover = _given.Keys[signer].CreateVrfSigner();
            var proof = prover.Prove(message);
            if (_oracle.TryCount(_given.Layer, round.Absolute, committee, prover.NodeId, in proof, synced: true, out ushort seats, out _) && seats > 0)
                eligible.Add((signer, new HareEligibility(proof, seats)));
        }

        return eligible;
    }

    private void Receive(JsonElement step)
    {
        string where = $"{Name}, message {step.I32("receive")}";
        var receipt = _intake.Receive(_given.Messages[step.I32("receive")]);
        if (step.Has("full_exchange"))
        {
            var exchange = step.GetProperty("full_exchange")[0];
            VectorCase.True(receipt.Pending is not null, $"{where}: no exchange");
            VectorCase.Equal(exchange.Hex("request"), FullExchange.Request(receipt.Pending!.MessageId), $"{where}: request");
            receipt = exchange.Has("response") ? Resume(receipt.Pending, exchange.Hex("response")) : _intake.Abandon(receipt.Pending, "stream request: unreachable");
        }

        VectorCase.True(receipt.Pending is null, $"{where}: exchange wanted");
        VectorCase.Equal(step.Text("result"), receipt.Verdict.Kind.ToString().ToLowerInvariant(), $"{where}: {receipt.Verdict.Reason}");
        if (step.Has("text") && !step.Text("text").Contains("decode from buffer", StringComparison.Ordinal))
            VectorCase.Equal(step.Text("text").Replace("validation reject: ", "", StringComparison.Ordinal), receipt.Verdict.Reason, $"{where}: text");
        if (receipt.Evidence is not { } proof)
            return;
        var culprit = ((Wire.Malfeasance.HareEquivocationProof)proof.Data).Messages.First.SmesherId;
        if (_atxs.Malicious.Add(culprit))
            Proofs.Add($"{culprit.ToHex()} {Convert.ToHexStringLower(Scale.Encode(proof))}");
    }

    private static string Sorted(IEnumerable<byte[]> messages) => string.Join(';', messages.Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal));

    private HareReceipt Resume(PendingHareMessage pending, byte[] response) =>
        FullExchange.TryReadResponse(response, out var proposals, out string? failure) ? _intake.Resume(pending, proposals) : _intake.Abandon(pending, failure);
}
