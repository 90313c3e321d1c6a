using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests;

/// <summary>Local, expected and global thresholds.</summary>
[VectorFile("06-thresholds")]
public sealed class ThresholdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        var options = new TortoiseOptions
        {
            LayersPerEpoch = given.U32("layers_per_epoch"),
            EffectiveGenesis = new LayerId(given.U32("effective_genesis")),
            WindowSize = given.U32("window"),
            HistoricalWindows = given.Has("historical")
                ? [.. given.GetProperty("historical").EnumerateArray().Select(item =>
                    new HistoricalWindow(new LayerId(item.U32("start")), new LayerId(item.U32("end")), item.U32("window")))]
                : [],
        };
        var epochs = given.GetProperty("epoch_weights").EnumerateObject()
            .ToDictionary(entry => uint.Parse(entry.Name), entry => new EpochRecord { Weight = Fixed.FromInteger(entry.Value.GetUInt64()) });
        var thresholds = new Thresholds(options, epochs);
        uint last = given.U32("last");
        var local = thresholds.Local(options.EpochOf(new LayerId(last)).Value);
        var expected = thresholds.Expected(given.U32("processed"), last, given.U32("target"));
        VectorCase.Equal(vector.Out.Text("local_raw"), $"{local.Raw}", "local threshold");
        VectorCase.Equal(vector.Out.Text("expected_raw"), $"{expected.Raw}", "expected weight");
        VectorCase.Equal(vector.Out.Text("global_raw"), $"{Thresholds.Global(expected, local).Raw}", "global threshold");
    }
}

/// <summary>Opinion hashes of chains of votes.</summary>
[VectorFile("06-opinions")]
public sealed class OpinionVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        VoteNode? chain = null;
        uint layer = 0;
        foreach (var (given, expected) in vector.In.GetProperty("layers").EnumerateArray().Zip(vector.Out.GetProperty("opinions").EnumerateArray()))
        {
            bool abstain = given.ValueKind == JsonValueKind.String;
            BlockRecord[] blocks = abstain ? [] : [.. given.EnumerateArray().Select(block => new BlockRecord(
                new Vote(BlockId.FromBytes(block[0].Hex()), new LayerId(layer), block[1].GetUInt64())))];
            Array.Sort(blocks, BlockRecord.Compare);
            chain = new VoteNode(layer, abstain, blocks, chain);
            VectorCase.Equal(expected.GetString(), chain.Opinion.ToHex(), $"layer {layer}");
            layer++;
        }

        VectorCase.Equal((uint)vector.Out.GetProperty("opinions").GetArrayLength(), layer, "layers");
    }
}

/// <summary>Mesh hashes of consecutive layers of a network.</summary>
[VectorFile("01-live-opinions")]
public sealed class LiveOpinionVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        Hash32? previous = null;
        foreach (var (given, expected) in vector.In.GetProperty("layers").EnumerateArray().Zip(vector.Out.GetProperty("hashes").EnumerateArray()))
        {
            var layer = new LayerRecord(given.U32("layer")) { HareTerminated = true };
            layer.FixPrevious(previous);
            if (given.Has("block"))
            {
                layer.Blocks.Add(new BlockRecord(new Vote(BlockId.FromBytes(given.Hex("block")), new LayerId(layer.Id), given.U64("height")))
                {
                    Hare = Decision.Support,
                });
            }

            layer.UpdateOpinion(hdist: 1, layer.Id);
            VectorCase.Equal(expected.GetString(), layer.Opinion.ToHex(), $"layer {layer.Id}");
            previous = layer.Opinion;
        }

        VectorCase.Equal(vector.In.GetProperty("layers").GetArrayLength(), vector.Out.GetProperty("hashes").GetArrayLength(), "layers");
    }
}

/// <summary>Decoding of votes over chains of ballots.</summary>
[VectorFile("06-votes-decode")]
public sealed class VotesDecodeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var decoded = new List<(uint Layer, VoteNode? Votes)> { (vector.In.U32("effective_genesis"), null) };
        int index = 0;
        foreach (var (given, expected) in vector.In.GetProperty("ballots").EnumerateArray().Zip(vector.Out.GetProperty("ballots").EnumerateArray()))
        {
            index++;
            var @base = decoded[given.I32("base")];
            var entries = given.GetProperty("votes");
            var votes = new Votes(
                default,
                [.. entries.GetProperty("support").EnumerateArray().Select(Header)],
                [.. entries.GetProperty("against").EnumerateArray().Select(Header)],
                [.. entries.GetProperty("abstain").EnumerateArray().Select(layer => new LayerId(layer.GetUInt32()))]);
            var fault = VoteDecoder.Decode(given.U32("layer"), @base.Layer, @base.Votes, votes, out var chain, out uint min);
            VectorCase.Equal(expected.Has("error") ? expected.Text("error") : "", fault?.Message ?? "", $"ballot {index}: error");
            if (fault is not null)
                continue;
            VectorCase.Equal(expected.I32("ballot"), decoded.Count, $"ballot {index}: number");
            decoded.Add((given.U32("layer"), chain));
            VectorCase.Equal(expected.U32("min"), min, $"ballot {index}: lowest layer");
            VectorCase.Equal(expected.Text("opinion"), (chain?.Opinion ?? default).ToHex(), $"ballot {index}: opinion");
            foreach (var vote in expected.GetProperty("votes").EnumerateArray())
            {
                VectorCase.True(chain is not null, $"ballot {index}: the chain ends before layer {vote.U32("layer")}");
                VectorCase.Equal(vote.U32("layer"), chain!.Layer, $"ballot {index}: layer");
                VectorCase.Equal(vote.Text("opinion"), chain.Opinion.ToHex(), $"ballot {index}, layer {chain.Layer}: opinion");
                VectorCase.Equal(vote.I32("vote") == 0, chain.Abstain, $"ballot {index}, layer {chain.Layer}: abstains");
                VectorCase.Equal(
                    string.Join(' ', vote.GetProperty("supported").EnumerateArray().Select(block => $"{block[0].GetString()}/{block[1].GetUInt64()}")),
                    string.Join(' ', chain.Supported.Select(block => $"{block.Id.ToHex()}/{block.Height}")),
                    $"ballot {index}, layer {chain.Layer}: supported");
                chain = chain.Previous;
            }

            VectorCase.True(chain is null, $"ballot {index}: the chain goes on");
        }
    }

    private static Vote Header(JsonElement entry) => new(BlockId.FromBytes(entry[0].Hex()), new LayerId(entry[1].GetUInt32()), entry[2].GetUInt64());
}

/// <summary>Decisions on blocks and the validities that follow.</summary>
[VectorFile("06-verify-layer")]
public sealed class VerifyLayerVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In.GetProperty("blocks").EnumerateArray().ToList();
        List<BlockRecord> blocks = [.. given.Select(block => new BlockRecord(new Vote(BlockId.FromBytes(block.Hex("id")), default, block.U64("height")))
        {
            Validity = (Decision)block.I32("validity"),
        })];
        Decision[] decisions = [.. given.Select(block => (Decision)block.I32("decision"))];
        bool verified = LayerVerification.Verify(blocks, decisions, out bool changed);
        VectorCase.Equal(vector.Out.Flag("verified"), verified, "verified");
        VectorCase.Equal(vector.Out.Flag("changed"), changed, "changed");
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("validity").EnumerateArray().Select(value => value.GetInt32())),
            string.Join(' ', blocks.Select(block => (int)block.Validity)),
            "validities");
    }
}

/// <summary>Heights of epochs.</summary>
[VectorFile("06-median")]
public sealed class MedianVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        ulong[] heights = [.. vector.In.GetProperty("heights").EnumerateArray().Select(height => height.GetUInt64())];
        VectorCase.Equal(vector.Out.U64("median"), Thresholds.Median(heights), "median");
    }
}
