using System.Text.Json;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Eligibility.Tests;

/// <summary>Active sets over a small database, asked in order on one oracle.</summary>
[VectorFile("05-oracle-activeset")]
public sealed class ActiveSetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var options = new OracleOptions(GivenNetwork.Of(vector.In), vector.In.U32("confidence_param"));
        var sets = new ActiveSets(options, GivenSource.Read(vector.In));
        if (vector.In.Has("fallback_sets_in_order_of_arrival"))
        {
            foreach (var epoch in vector.In.GetProperty("fallback_sets_in_order_of_arrival").EnumerateObject())
            {
                foreach (var set in epoch.Value.EnumerateArray())
                    sets.AddFallback(new EpochId(uint.Parse(epoch.Name)), GivenSource.Ids(set));
            }
        }

        foreach (var (layer, expected) in vector.In.GetProperty("queries_in_order").EnumerateArray().Zip(vector.Out.GetProperty("queries").EnumerateArray()))
        {
            bool ok = sets.TryGet(new LayerId(layer.GetUInt32()), synced: true, out var set, out var failure);
            VectorCase.Equal(expected.Has("error") ? expected.Text("error") : "", failure?.Message ?? "", $"layer {layer}: error");
            if (!ok)
                continue;
            VectorCase.Equal(expected.U64("total_weight"), set!.Total, $"layer {layer}: total weight");
            var sorted = expected.GetProperty("sorted").EnumerateArray().Select(id => id.GetString());
            VectorCase.Equal(string.Join(',', sorted), string.Join(',', set.Atxs().Select(id => id.ToHex())), $"layer {layer}: set");
        }
    }
}

/// <summary>Counts and their validation for proofs of which only the first bytes matter.</summary>
[VectorFile("05-oracle-count")]
public sealed class CountVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        foreach (var (first8, row) in vector.In.GetProperty("proof_first_8").EnumerateArray().Zip(vector.Out.GetProperty("rows").EnumerateArray()))
        {
            byte[] bytes = new byte[VrfSignature.Size];
            first8.Hex().CopyTo(bytes, 0);
            bool ok = EligibilityDraw.TryCreate(
                vector.In.U64("weight"), vector.In.U64("total_weight"), vector.In.U32("committee"), VrfSignature.FromBytes(bytes), out var draw, out _);
            VectorCase.Equal(row.U32("count"), ok ? draw.Count() : 0u, $"{first8}: count");
            foreach (var claim in row.GetProperty("validate").EnumerateArray())
                VectorCase.Equal(claim[1].GetBoolean(), ok && draw.Holds(claim[0].GetUInt16()), $"{first8}: validate {claim[0]}");
        }
    }
}

/// <summary>Message bytes, proof, fraction and coin bit.</summary>
[VectorFile("05-oracle-vrf")]
public sealed class OracleVrfVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] message = Codec.Scale.Encode(
            new HareVrfMessage(Beacon.FromBytes(vector.In.Hex("beacon")), vector.In.U32("round"), new LayerId(vector.In.U32("layer"))));
        VectorCase.Equal(vector.Out.Text("message"), Convert.ToHexStringLower(message), "message");
        using var key = GivenKey.Of(vector.In.Hex("ed25519_seed"));
        VectorCase.Equal(vector.Out.Text("node_id"), key.NodeId.ToHex(), "node id");
        using var prover = key.CreateVrfSigner();
        var proof = prover.Prove(message);
        VectorCase.Equal(vector.Out.Text("proof"), proof.ToHex(), "proof");
        VectorCase.Equal(vector.Out.Text("fraction_raw"), $"{proof.Fraction56():x32}", "fraction");
        VectorCase.Equal(vector.Out.I32("coin_bit"), VrfOrder.LeastSignificantBit(in proof), "coin bit");
    }
}

/// <summary>Real proofs over sets of smeshers; counts, their validation, and refusals with their texts.</summary>
[VectorFile("05-oracle-network")]
public sealed class OracleNetworkVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        var epoch = new EpochId(input.U32("epoch"));
        var source = new GivenSource(input.U32("layers_per_epoch"));
        source.AddBeacon(epoch, Beacon.FromBytes(input.Hex($"beacon_of_epoch_{epoch.Value}")));
        var smeshers = input.GetProperty("smeshers").EnumerateArray().ToList();
        foreach (var smesher in smeshers)
            source.AddAtx(epoch, AtxId.FromBytes(smesher.Hex("atx")), NodeId.FromBytes(smesher.Hex("node_id")), smesher.U64("weight"));
        var oracle = new EligibilityOracle(new OracleOptions(GivenNetwork.Of(input), input.U32("confidence_param")), source);
        oracle.ActiveSets.AddFallback(epoch, [.. smeshers.Select(smesher => AtxId.FromBytes(smesher.Hex("atx")))]);

        var layer = new LayerId(input.U32("layer"));
        ulong sum = 0;
        foreach (var row in vector.Out.GetProperty("rows").EnumerateArray())
        {
            CheckRow(oracle, layer, smeshers[row.I32("smesher")], row);
            sum += row.U32("count");
        }

        if (vector.Out.Has("sum_of_counts") && vector.Out.GetProperty("sum_of_counts").ValueKind == JsonValueKind.Number)
            VectorCase.Equal(vector.Out.U64("sum_of_counts"), sum, "sum of counts");
        foreach (var call in vector.Out.GetProperty("calls").EnumerateArray())
            CheckCall(oracle, call);
    }

    private static void CheckRow(EligibilityOracle oracle, LayerId layer, JsonElement smesher, JsonElement row)
    {
        using var key = GivenKey.Of(smesher.Hex("ed25519_seed"));
        using var prover = key.CreateVrfSigner();
        VectorCase.True(oracle.TryMessage(layer, row.U32("round"), out byte[]? message), "no beacon");
        var proof = prover.Prove(message);
        string where = $"committee {row.U32("committee")}, round {row.U32("round")}, smesher {row.I32("smesher")}";
        if (row.Has("proof"))
            VectorCase.Equal(row.Text("proof"), proof.ToHex(), $"{where}: proof");
        oracle.TryCount(layer, row.U32("round"), row.U32("committee"), key.NodeId, in proof, synced: true, out ushort count, out _);
        VectorCase.Equal(row.U32("count"), count, $"{where}: count");
        bool Valid(int claimed) => claimed is >= 0 and <= ushort.MaxValue
            && oracle.Validate(layer, row.U32("round"), row.U32("committee"), key.NodeId, in proof, (ushort)claimed, synced: true, out _);
        VectorCase.Equal(row.Flag("valid"), Valid(count), $"{where}: valid");
        VectorCase.Equal(row.Flag("valid_plus_1"), Valid(count + 1), $"{where}: valid + 1");
        if (row.Has("valid_minus_1"))
            VectorCase.Equal(row.Flag("valid_minus_1"), Valid(count - 1), $"{where}: valid - 1");
    }

    private static void CheckCall(EligibilityOracle oracle, JsonElement call)
    {
        var layer = new LayerId(call.U32("layer"));
        var smesher = NodeId.FromBytes(call.Hex("node_id"));
        var proof = VrfSignature.FromBytes(call.Hex("proof"));
        oracle.TryCount(layer, call.U32("round"), call.U32("committee"), smesher, in proof, synced: true, out ushort count, out var failure);
        string what = call.Text("what");
        VectorCase.Equal(call.U32("calc"), count, $"{what}: count");
        CheckText(call, "calc_error", failure, what);
        bool valid = oracle.Validate(layer, call.U32("round"), call.U32("committee"), smesher, in proof, (ushort)call.U32("claimed"), synced: true, out failure);
        VectorCase.Equal(call.Flag("valid"), valid, $"{what}: valid");
        CheckText(call, "validate_error", failure, what);
    }

    private static void CheckText(JsonElement call, string property, OracleFailure? failure, string what)
    {
        string expected = call.Has(property) ? call.Text(property) : "";
        string actual = failure?.Message ?? "";
        VectorCase.True(expected.Length == 0 ? actual.Length == 0 : expected.StartsWith(actual, StringComparison.Ordinal), $"{what}: {property} expected '{expected}', actual '{actual}'");
    }
}
