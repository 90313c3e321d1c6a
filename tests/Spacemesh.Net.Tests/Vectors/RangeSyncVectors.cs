using System.Globalization;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Reconciliation;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>Whole transcripts: both sides are ours, every message is the reference's, and every message decodes to itself.</summary>
[VectorFile("08-rangesync")]
public sealed class RangeSyncVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var options = Options(vector.In.Text("options"));
        var (left, right) = (SetOf(vector.In, "a"), SetOf(vector.In, "b"));
        var (fromA, fromB) = (new List<RangeMessage>(), new List<RangeMessage>());
        if (vector.Out.Has("probe"))
            CheckProbe(vector, options, left, right, fromA, fromB);
        else
            Reconcile(options, left, right, fromA, fromB);
        CheckMessages(vector.Out.GetProperty("a_to_b"), fromA, "a to b");
        CheckMessages(vector.Out.GetProperty("b_to_a"), fromB, "b to a");
        CheckSet(vector.Out.GetProperty("final_a"), left, "a");
        CheckSet(vector.Out.GetProperty("final_b"), right, "b");
    }

    private static void Reconcile(ReconciliationOptions options, MemoryKeySet left, MemoryKeySet right, List<RangeMessage> fromA, List<RangeMessage> fromB)
    {
        var (a, b) = (new RangeReconciler(left, options), new RangeReconciler(right, options));
        var round = a.Initiate(DateTimeOffset.UnixEpoch).ToList();
        fromA.AddRange(round);
        for (var (taking, sent) = (b, fromB); round.Count > 0; (taking, sent) = taking == b ? (a, fromA) : (b, fromB))
        {
            var side = taking;
            round = [.. round.SelectMany(message => side.Take(message).ToList())];
            sent.AddRange(round);
        }

        left.TakeIn();
        right.TakeIn();
    }

    private static void CheckProbe(
        VectorCase vector, ReconciliationOptions options, MemoryKeySet left, MemoryKeySet right, List<RangeMessage> fromA, List<RangeMessage> fromB)
    {
        var probe = new RangeProbe(left, options);
        var served = new RangeReconciler(right, options);
        fromA.AddRange(probe.Ask());
        foreach (var message in fromA)
            fromB.AddRange(served.Take(message));
        VectorCase.True(served.IsDone, "the probed side is not done");
        ProbeResult? result = null;
        foreach (var message in fromB)
            result = probe.Take(message);
        var expected = vector.Out.GetProperty("probe");
        VectorCase.Equal(expected.I64("count"), result!.Value.Count, "count");
        VectorCase.Equal(expected.Text("fingerprint"), result.Value.Fingerprint.ToString(), "fingerprint");
        VectorCase.Equal(expected.GetProperty("similarity").GetDouble(), result.Value.Similarity, "similarity");
    }

    private static void CheckMessages(JsonElement expected, List<RangeMessage> actual, string direction)
    {
        int index = 0;
        foreach (var message in expected.EnumerateArray())
        {
            string what = $"{direction}, message {index}";
            VectorCase.True(index < actual.Count, $"{what} is missing");
            byte[] bytes = Scale.Encode(actual[index]);
            VectorCase.Equal(message.Text("type"), Name(actual[index].Type), $"{what}: type");
            if (message.Has("len"))
            {
                var hash = Blake3.Hash(bytes);
                VectorCase.Equal(message.I32("len"), bytes.Length, $"{what}: length");
                VectorCase.Equal(message.Hex("hex"), bytes.AsSpan(0, message.Hex("hex").Length), $"{what}: begin");
                VectorCase.Equal(message.Hex("blake3"), Hash32.Span(in hash), $"{what}: hash");
            }
            else
            {
                VectorCase.Equal(message.Hex("hex"), bytes, what);
            }

            if (message.Has("keys"))
                VectorCase.Equal(message.I32("keys"), actual[index].Keys.Count, $"{what}: keys");
            if (message.Has("count"))
                VectorCase.Equal(message.U32("count"), actual[index].Count, $"{what}: count");
            VectorCase.True(Scale.TryDecode<RangeMessage>(bytes, out var decoded, out var error), $"{what} does not decode: {error}");
            VectorCase.True(decoded == actual[index], $"{what} decodes to something else");
            index++;
        }

        VectorCase.Equal(index, actual.Count, $"{direction}: messages");
    }

    private static void CheckSet(JsonElement expected, MemoryKeySet set, string side)
    {
        VectorCase.Equal(expected.I32("count"), set.Count, $"keys of {side}");
        byte[] keys = set.First is { } first ? [.. set.Keys(new KeyRange(first, first)).SelectMany(key => Hash32.Span(in key).ToArray())] : [];
        var hash = Blake3.Hash(keys);
        VectorCase.Equal(expected.Hex("blake3_of_sorted_keys"), Hash32.Span(in hash), $"hash of the keys of {side}");
    }

    private static string Name(RangeMessageType type) => char.ToLowerInvariant(type.ToString()[0]) + type.ToString()[1..];

    private static ReconciliationOptions Options(string text)
    {
        var options = new ReconciliationOptions();
        foreach (string[] setting in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(' ')))
        {
            options = setting[0] switch
            {
                "maxDiff" => options with { MaxDifference = double.Parse(setting[1], CultureInfo.InvariantCulture) },
                "maxSendRange" => options with { MaxSendRange = int.Parse(setting[1], CultureInfo.InvariantCulture) },
                "chunk" => options with { ChunkSize = int.Parse(setting[1], CultureInfo.InvariantCulture) },
                "sample" => options with { SampleSize = int.Parse(setting[1], CultureInfo.InvariantCulture) },
                _ => throw new VectorMismatchException($"unknown option {setting[0]}"),
            };
        }

        return options;
    }

    private static MemoryKeySet SetOf(JsonElement sets, string side)
    {
        var keys = new List<Hash32>();
        if (sets.Has(side))
        {
            int[] bounds = [.. sets.GetProperty(side).EnumerateArray().Select(bound => bound.GetInt32())];
            for (int i = 0; i + 1 < bounds.Length; i += 2)
                keys.AddRange(Enumerable.Range(bounds[i], bounds[i + 1] - bounds[i]).Select(index => Blake3.Hash(BitConverter.GetBytes(index))));
        }

        return new MemoryKeySet(keys, TimeProvider.System);
    }
}
