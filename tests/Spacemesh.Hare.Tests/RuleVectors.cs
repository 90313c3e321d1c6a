using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Hare.Tests;

/// <summary>Delays and receive grades, wrapped ones among them.</summary>
[VectorFile("05-hare-delay")]
internal sealed class HareDelayVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var since = Round(vector.In.GetProperty("since"));
        VectorCase.Equal(vector.In.U32("absolute"), since.Absolute, "absolute round");
        foreach (var row in vector.Out.GetProperty("rows_now_iter_now_round_delay_rgrade").EnumerateArray())
        {
            var now = Round(row);
            VectorCase.Equal(row[2].GetUInt32(), RoundDelay.Between(now, since), $"delay at {now}");
            VectorCase.Equal(row[3].GetUInt32(), RoundDelay.Grade(now, since), $"grade at {now}");
        }
    }

    private static IterRound Round(JsonElement pair) => new((byte)pair[0].GetUInt32(), (HareRound)pair[1].GetUInt32());
}

/// <summary>Start-up validation and when rounds are executed.</summary>
[VectorFile("05-hare-config")]
internal sealed class HareConfigVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var options = new HareOptions
        {
            Section = "hare3",
            Format = HareFormat.Hare3,
            Topic = "",
            Enabled = vector.In.Flag("enable"),
            EnableLayer = new LayerId(vector.In.U32("enable_layer")),
            DisableLayer = new LayerId(vector.In.U32("disable_layer")),
            Committee = 800,
            Leaders = 5,
            IterationsLimit = (byte)vector.In.U32("iterations_limit"),
            PreroundDelay = Time(vector.In, "preround_delay_ms"),
            RoundDuration = Time(vector.In, "round_duration_ms"),
        };
        string error = "";
        try
        {
            options.Validate(Time(vector.In, "zdist_times_layer_ms"));
        }
        catch (InvalidOptionException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(vector.Out.Flag("ok"), error.Length == 0, "valid");
        if (vector.Out.Has("error"))
            VectorCase.True(error.EndsWith(vector.Out.Text("error"), StringComparison.Ordinal), $"error: {error}");
        foreach (var row in vector.Out.GetProperty("round_start_ms_by_iter_round").EnumerateArray())
        {
            var round = new IterRound((byte)row[0].GetUInt32(), (HareRound)row[1].GetUInt32());
            VectorCase.Equal(row[2].GetUInt32(), options.Offset(round).TotalMilliseconds, $"offset of {round}");
        }
    }

    private static TimeSpan Time(JsonElement input, string property) => TimeSpan.FromMilliseconds(input.U32(property));
}

/// <summary>Which proposals a node brings.</summary>
[VectorFile("05-hare-select")]
internal sealed class HareSelectVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var epoch = new EpochId(vector.In.U32("layer") / vector.In.U32("layers_per_epoch"));
        var atxs = new GivenAtxs();
        var own = new List<AtxId>();
        var signers = vector.In.GetProperty("signers").EnumerateArray().Select(id => id.GetString()).ToHashSet();
        var smeshers = new Dictionary<AtxId, NodeId>();
        foreach (var atx in vector.In.GetProperty("atxs").EnumerateArray())
        {
            var id = Atx(atx.U32("atx"));
            var target = new EpochId(atx.U32("publish_epoch") + 1);
            smeshers[id] = NodeId.FromBytes(atx.Hex("smesher"));
            if (signers.Contains(atx.Text("smesher")) && target == epoch)
                own.Add(id);
            if (atx.Flag("in_index"))
                atxs.Add(target, id, atx.U64("base_height"), atx.U64("height"));
        }

        if (vector.In.Has("malicious_smeshers"))
            atxs.Malicious.UnionWith(vector.In.GetProperty("malicious_smeshers").EnumerateArray().Select(id => NodeId.FromBytes(id.Hex())));
        var proposals = new List<StoredProposal>();
        foreach (var proposal in vector.In.GetProperty("proposals").EnumerateArray())
        {
            var atx = Atx(proposal.U32("atx"));
            proposals.Add(GivenProposal.Of(
                new LayerId(vector.In.U32("layer")),
                ProposalId.FromBytes(First(proposal.U32("proposal"), ProposalId.Size)),
                atx,
                smeshers.GetValueOrDefault(atx),
                Beacon.FromBytes(proposal.Hex("beacon")),
                proposal.Flag("flagged_malicious")));
        }

        var selected = ProposalSelection.Select(proposals, Beacon.FromBytes(vector.In.Hex("session_beacon")), epoch, own, atxs);
        var expected = vector.Out.GetProperty("selected_sorted").EnumerateArray().Select(number => number.GetUInt32());
        VectorCase.Equal(string.Join(',', expected), string.Join(',', selected.Select(id => ProposalId.Span(in id)[0])), "selected");
    }

    private static AtxId Atx(uint number) => AtxId.FromBytes(First(number, AtxId.Size));

    private static byte[] First(uint number, int size)
    {
        byte[] bytes = new byte[size];
        bytes[0] = (byte)number;
        return bytes;
    }
}

/// <summary>Proofs of equivocation, made and checked.</summary>
[VectorFile("05-hare-malfeasance")]
internal sealed class HareMalfeasanceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var stored = Input(vector.In.Hex("message_1"), out var layer);
        var later = Input(vector.In.Hex("message_2"), out var laterLayer);
        var proof = EquivocationRules.Prove(layer, new HareEquivocation(stored, later));
        var given = Scale.Decode<MalfeasanceProof>(vector.Out.Hex("malfeasance_proof"));
        bool hasAtx = vector.In.Flag("identity_of_message_1_has_atx");
        var verifier = new EdVerifier(GenesisId.FromBytes(vector.In.Hex("genesis_id")));
        var verdict = EquivocationRules.Check((HareEquivocationProof)given.Data, verifier, _ => hasAtx);
        // A proof with a spoilt signature was not made from the messages as they are; nor was one of two layers.
        if (verdict != EquivocationVerdict.InvalidSignature && layer == laterLayer)
            VectorCase.Equal(vector.Out.Hex("malfeasance_proof"), Scale.Encode(proof), "proof");
        VectorCase.Equal(vector.Out.Flag("ok"), verdict == EquivocationVerdict.Proven, "ok");
        string text = verdict switch
        {
            EquivocationVerdict.InvalidSignature => "invalid signature",
            EquivocationVerdict.UnknownIdentity => $"identity does not exist: {stored.Sender.ToHex()}",
            EquivocationVerdict.NoEquivocation => "invalid hare malfeasance proof",
            _ => "",
        };
        if (vector.Out.Has("text"))
            VectorCase.Equal(vector.Out.Text("text"), text, "text");
        if (vector.Out.Has("identity"))
            VectorCase.Equal(vector.Out.Text("identity"), ((HareEquivocationProof)given.Data).Messages.First.SmesherId.ToHex(), "identity");
    }

    private static HareInput Input(byte[] bytes, out LayerId layer)
    {
        VectorCase.True(HareFormat.Hare3.TryDecode(bytes, out var message, out var error), $"{error}");
        layer = message!.Layer;
        return new HareInput(
            message.Round, message.Sender, message.Value, message.Eligibility, HareFormat.Hare3.HashBody(message), message.Signature, HareInput.FullGrade, false);
    }
}
