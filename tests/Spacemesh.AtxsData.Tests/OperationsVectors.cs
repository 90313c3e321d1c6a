using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.AtxsData.Tests;

/// <summary>Sequences of operations, written as words and <c>key=value</c> pairs, on an empty cache.</summary>
[VectorFile("04-atxsdata-ops")]
public sealed class OperationsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var cache = new ConsensusCache();
        var results = vector.Out.GetProperty("results").EnumerateArray().ToList();
        int index = 0;
        foreach (string operation in vector.In.GetProperty("operations").EnumerateArray().Select(text => text.GetString()!))
            Run(cache, operation, results[index++]);
        CacheJson.Compare(vector.Out.GetProperty("final"), cache);
    }

    private static void Run(ConsensusCache cache, string operation, JsonElement result)
    {
        string[] words = operation.Split(' ');
        var values = words.Where(word => word.Contains('=')).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        string verb = string.Join(' ', words.TakeWhile(word => word.All(char.IsAsciiLetter)));
        EpochId Target() => new(uint.Parse(values["target"]));
        AtxId[] Ids() => [.. Enumerable.Range(0, values["ids"].Length / 2).Select(i => Atx(values["ids"].Substring(i * 2, 2)))];
        switch (verb)
        {
            case "add":
                var entry = new AtxEntry(Atx(values["id"]), Node(values["node"]), default, ulong.Parse(values["weight"]), 1, 2, 3);
                VectorCase.Equal(result.GetBoolean(), cache.TryAdd(Target(), entry, bool.Parse(values["malicious"])), operation);
                break;
            case "get":
                bool found = cache.TryGet(Target(), Atx(values["id"]), out var got);
                VectorCase.Equal(result.ValueKind == JsonValueKind.Null ? null : result.GetUInt64(), found ? got.Weight : (ulong?)null, operation);
                break;
            case "is evicted":
                VectorCase.Equal(result.GetBoolean(), cache.IsEvicted(new EpochId(uint.Parse(words[^1]))), operation);
                break;
            case "evict":
                cache.EvictEpoch(new EpochId(uint.Parse(words[^1])));
                VectorCase.Equal(result.GetUInt32(), cache.Evicted.Value, operation);
                break;
            case "weight for set":
                var (weight, present) = cache.WeightForSet(Target(), Ids());
                VectorCase.Equal(result.U64("weight"), weight, operation);
                VectorCase.Equal(string.Join(',', result.GetProperty("used").EnumerateArray().Select(used => used.GetBoolean())), string.Join(',', present), operation);
                break;
            case "missing":
                string wanted = result.ValueKind == JsonValueKind.Null ? "" : string.Join(',', result.EnumerateArray().Select(id => Atx(id.GetString()!)));
                VectorCase.Equal(wanted, string.Join(',', cache.Missing(Target(), Ids())), operation);
                break;
            case "set malicious":
                cache.SetMalicious(Node(words[^1]));
                break;
            case "is malicious":
                VectorCase.Equal(result.GetBoolean(), cache.IsMalicious(Node(words[^1])), operation);
                break;
            default:
                throw new VectorMismatchException($"unknown operation: {operation}");
        }
    }

    private static AtxId Atx(string hex) => AtxId.FromBytes(Padded(hex));

    private static NodeId Node(string hex) => NodeId.FromBytes(Padded(hex));

    private static byte[] Padded(string hex)
    {
        byte[] bytes = new byte[32];
        Convert.FromHexString(hex).CopyTo(bytes, 0);
        return bytes;
    }
}
