using System.Globalization;
using System.Text;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire;
using Spacemesh.Wire.Eligibility;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>Malformed, boundary and oddly encoded messages.</summary>
[VectorFile("05-hare3-decode")]
internal sealed class Hare3DecodeVectors : VectorSuite
{
    private byte[] _tail = [];

    public override void Open(VectorFile file)
    {
        byte[] first = file.Cases.First(vector => vector.Out.Flag("ok")).In.Hex("message");
        _tail = first[^(NodeId.Size + EdSignature.Size)..];
    }

    public override void Check(VectorCase vector)
    {
        byte[] bytes = vector.In.Has("message") ? vector.In.Hex("message") : Construct(vector);
        bool decoded = HareFormat.Hare3.TryDecode(bytes, out var message, out _);
        string? fault = decoded ? HareRules.Fault(message!.Round.Round, message.Value.Reference) : null;
        string stage = !decoded ? "decode" : fault is not null ? "structure" : "";
        VectorCase.Equal(vector.Out.Flag("ok"), stage.Length == 0, "ok");
        if (stage.Length > 0)
        {
            VectorCase.Equal(vector.Out.Text("stage"), stage, "stage");
            if (fault is not null)
                VectorCase.Equal(vector.Out.Text("text"), fault, "text");
            return;
        }

        VectorCase.Equal(vector.Out.U32("layer"), message!.Layer.Value, "layer");
        VectorCase.Equal(vector.Out.U32("iter"), message.Round.Iter, "iteration");
        VectorCase.Equal(vector.Out.U32("round"), (byte)message.Round.Round, "round");
        VectorCase.Equal(vector.Out.I32("proposals"), message.Value.Proposals.Count, "proposals");
        VectorCase.Equal(vector.Out.OptionalHash("reference").Hex(), message.Value.Reference.Hex(), "reference");
        VectorCase.Equal(vector.Out.U32("count"), message.Eligibility.Count, "count");
        VectorCase.Equal(vector.Out.Text("reencoded_body_hash"), HareFormat.Hare3.HashBody(message).ToHex(), "hash");
    }

    /// <summary>A message too long to be printed: its first bytes, ids that are hashes of <c>p-0</c>, <c>p-1</c> and so on, no proof, one seat.</summary>
    private byte[] Construct(VectorCase vector)
    {
        byte[] first = vector.In.Hex("first_40");
        var reader = new ScaleReader(first);
        reader.C32("Layer");
        reader.C8("Iter");
        reader.C8("Round");
        reader.C32("Proposals");
        byte[] head = first[..reader.Consumed];
        byte[] end = [0, .. new byte[VrfSignature.Size], 1 << 2, .. _tail];
        int count = (vector.In.I32("length") - head.Length - end.Length) / ProposalId.Size;
        byte[] bytes = [.. head, .. GivenMessage.MadeUpIds("p", count).SelectMany(id => ProposalId.Span(in id).ToArray()), .. end];
        VectorCase.Equal(vector.In.Text("blake3"), Blake3.Hash(bytes).ToHex(), "constructed message");
        return bytes;
    }
}

/// <summary>Bodies, hashes, signatures and whole messages of hare 3.</summary>
[VectorFile("05-hare3-message")]
internal sealed class Hare3MessageVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var key = GivenMessage.Key(vector);
        var draft = GivenMessage.Draft(vector, key, new IterRound((byte)vector.In.U32("iter"), (HareRound)vector.In.U32("round")), vector.In.HexProposals("proposals"));
        var format = HareFormat.Hare3;
        VectorCase.Equal(vector.Out.U32("absolute_round"), draft.Round.Absolute, "absolute round");
        VectorCase.Equal(vector.Out.Text("hash"), format.HashBody(draft).ToHex(), "hash");
        VectorCase.Equal(vector.Out.Hex("metadata"), Scale.Encode(format.Metadata(draft)), "metadata");
        VectorCase.Equal(vector.Out.Text("reference_of_proposals"), HareRules.Reference(draft.Value.Proposals.Span).ToHex(), "reference");
        VectorCase.Equal(vector.Out.Flag("structurally_valid"), HareRules.IsWellFormed(draft.Round.Round, draft.Value.Reference), "structure");
        var signature = key.Sign(SigningDomain.Hare, Scale.Encode(format.Metadata(draft)));
        VectorCase.Equal(vector.Out.Text("signature"), signature.ToHex(), "signature");
        byte[] bytes = format.Encode(draft with { Signature = signature });
        VectorCase.Equal(vector.Out.Hex("message"), bytes, "message");
        VectorCase.Equal(vector.Out.Hex("body"), bytes.AsSpan(..^(NodeId.Size + EdSignature.Size)), "body");
    }
}

/// <summary>Signed and sent forms of hare 4, and the exchange of full lists.</summary>
[VectorFile("05-hare4-message")]
internal sealed class Hare4MessageVectors : VectorSuite
{
    private const int Tail = 32 + 64;

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("ids"))
            CheckResponse(vector);
        else if (vector.In.Has("round"))
            CheckOther(vector);
        else
            CheckPreround(vector);
    }

    private static void CheckResponse(VectorCase vector)
    {
        int count = vector.In.I32("ids");
        var exchange = new FullExchange();
        var ids = GivenMessage.MadeUpIds("x", count);
        exchange.Remember(default, default, ids);
        bool served = exchange.TryServe(FullExchange.Request(default), out byte[]? response);
        VectorCase.Equal(vector.Out.Flag("encodes"), served, "encodes");
        if (!served)
            return;
        VectorCase.True(FullExchange.TryReadResponse(response, out var read, out string? failure), failure ?? "");
        byte[] payload = response![^vector.Out.I32("length")..];
        VectorCase.Equal(Scale.Encode(new CompactIdResponse(ids)), payload, "payload");
        VectorCase.Equal(vector.Out.Hex("first_10"), payload.AsSpan(..10), "first bytes");
        VectorCase.Equal(vector.Out.Text("blake3"), Blake3.Hash(payload).ToHex(), "hash of the payload");
        VectorCase.Equal(ids, read, "ids");
    }

    private static void CheckOther(VectorCase vector)
    {
        using var key = GivenMessage.Key(vector);
        var format = HareFormat.Hare4;
        var draft = GivenMessage.Draft(vector, key, new IterRound((byte)vector.In.U32("iter"), (HareRound)vector.In.U32("round")), vector.In.HexProposals("proposals"));
        VectorCase.Equal(vector.Out.Text("hash"), format.HashBody(draft).ToHex(), "hash");
        VectorCase.Equal(vector.Out.Hex("metadata"), Scale.Encode(format.Metadata(draft)), "metadata");
        var signature = key.Sign(SigningDomain.Hare, Scale.Encode(format.Metadata(draft)));
        VectorCase.Equal(vector.Out.Text("signature"), signature.ToHex(), "signature");
        byte[] bytes = format.Encode(draft with { Signature = signature });
        VectorCase.Equal(vector.Out.Hex("message"), bytes, "message");
        VectorCase.Equal(vector.Out.Hex("body"), bytes.AsSpan(..^Tail), "body");
    }

    private static void CheckPreround(VectorCase vector)
    {
        using var key = GivenMessage.Key(vector);
        var layer = new LayerId(vector.In.U32("layer"));
        var store = new ProposalStore(2, layer.Sub(1));
        var proposals = new List<ProposalId>();
        if (vector.In.Has("proposals_sorted_with_compact_id"))
        {
            foreach (var pair in vector.In.GetProperty("proposals_sorted_with_compact_id").EnumerateArray())
            {
                proposals.Add(ProposalId.FromBytes(pair[0].Hex()));
                store.Add(GivenProposal.Of(layer, proposals[^1], eligibility: GivenIds.Vrf(pair[1].Hex())));
            }
        }

        var format = HareFormat.Hare4;
        var exchange = new FullExchange();
        var outbox = new HareOutbox(format, store, exchange);
        var draft = GivenMessage.Draft(vector, key, new IterRound(0, HareRound.Preround), proposals.ToScaleList());
        VectorCase.Equal(vector.Out.Hex("signed_body"), format.Encode(draft).AsSpan(..^Tail), "signed body");
        VectorCase.Equal(vector.Out.Text("signed_body_hash"), format.HashBody(draft).ToHex(), "signed body hash");
        VectorCase.Equal(vector.Out.Hex("metadata"), outbox.SignedBytes(draft), "metadata");
        var signature = key.Sign(SigningDomain.Hare, outbox.SignedBytes(draft));
        VectorCase.Equal(vector.Out.Text("signature"), signature.ToHex(), "signature");
        VectorCase.True(outbox.TrySeal(draft, signature, out byte[]? bytes), "not sealed");
        VectorCase.Equal(vector.Out.Hex("wire_message"), bytes!, "message");

        format.TryDecode(bytes, out var sent, out _);
        var messageId = format.HashBody(sent!);
        VectorCase.Equal(vector.Out.Text("msg_id"), messageId.ToHex(), "message id");
        byte[] request = FullExchange.Request(messageId);
        VectorCase.Equal(vector.Out.Hex("exchange_request"), request, "request");
        VectorCase.True(exchange.TryServe(request, out byte[]? response), "not served");
        VectorCase.Equal(vector.Out.Hex("exchange_response"), response!, "response");
        if (!vector.Out.Has("rebuilt_matches"))
            return;

        // A receiver that has the same proposals rebuilds the signed list.
        var session = new HareSession(GivenMessage.Options(HareFormat.Hare4), layer, default);
        var intake = new HareIntake(format, new TrustingChecks(new EdVerifier(GivenMessage.Genesis(vector))), store, new FullExchange());
        intake.Register(session);
        var receipt = intake.Receive(bytes);
        VectorCase.Equal(vector.Out.Flag("rebuilt_matches"), receipt.Verdict.IsAccept, $"rebuilt: {receipt.Verdict}");
    }
}

/// <summary>Messages of golden cases.</summary>
internal static class GivenMessage
{
    public static GenesisId Genesis(VectorCase vector) => GenesisId.FromBytes(vector.In.Hex("genesis_id"));

    public static EdSigner Key(VectorCase vector) => GivenKey.Of(vector.In.Hex("ed25519_seed"), Genesis(vector));

    public static HareMessage Draft(VectorCase vector, EdSigner key, IterRound round, ScaleList<ProposalId> proposals)
    {
        var layer = new LayerId(vector.In.U32("layer"));
        using var prover = key.CreateVrfSigner();
        var proof = prover.Prove(Scale.Encode(new HareVrfMessage(Beacon.FromBytes(vector.In.Hex("beacon")), round.Absolute, layer)));
        var eligibility = new HareEligibility(proof, (ushort)vector.In.U32("count"));
        return new HareMessage(layer, round, new HareValue(proposals, vector.In.OptionalHash("reference")), default, eligibility, key.NodeId, default);
    }

    public static HareOptions Options(HareFormat format) => new()
    {
        Section = format.Compacts ? "hare4" : "hare3",
        Format = format,
        Topic = "",
        Enabled = true,
        Committee = 50,
        Leaders = 5,
        IterationsLimit = 4,
        PreroundDelay = TimeSpan.FromSeconds(25),
        RoundDuration = TimeSpan.FromSeconds(12),
    };

    public static ScaleList<ProposalId> MadeUpIds(string name, int count) =>
        Enumerable.Range(0, count).Select(i => Blake3.Hash(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"))).ToProposalId()).ToScaleList();
}

/// <summary>Checks that only look at signatures.</summary>
internal sealed class TrustingChecks(EdVerifier verifier) : IHareChecks
{
    public bool IsSigned(NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) =>
        verifier.Verify(SigningDomain.Hare, in sender, signed, in signature);

    public bool IsEligible(HareSession session, HareMessage message) => true;

    public bool IsMalicious(NodeId sender) => false;
}
