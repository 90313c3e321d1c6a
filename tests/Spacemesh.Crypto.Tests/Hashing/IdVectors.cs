using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Hashing;

[VectorFile("01-ids")]
public sealed class IdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.TryGetProperty("json", out var json))
            CheckJson(vector, json.GetString()!);
        else if (vector.In.TryGetProperty("bytes", out var bytes))
            CheckBytes(vector, bytes.Hex());
        else
            CheckLists(vector);
    }

    private static void CheckJson(VectorCase vector, string json)
    {
        bool parsed = IdText.TryParsePrefixedJson<Hash32>(json, "types.Hash32", out var hash, out string error);
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", error, "error");
        if (parsed)
            VectorCase.Equal(vector.Out.Text("hash"), hash.ToHex(), "hash");
        if (parsed)
            VectorCase.Equal(json.ToLowerInvariant(), $"\"{IdText.Prefixed(hash)}\"", "printed again");
    }

    private static void CheckBytes(VectorCase vector, byte[] bytes)
    {
        foreach (var property in vector.Out.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var form in property.Value.EnumerateObject())
                    VectorCase.Equal(form.Value.GetString(), PlainForm(property.Name, form.Name, bytes), $"{property.Name}.{form.Name}");
            }
            else if (property.Name is "hash32" or "hash20" or "atxid" or "nodeid" or "hash32_to20" or "hash20_to32")
            {
                VectorCase.Equal(property.Value.GetString(), Converted(property.Name, bytes), property.Name);
            }
            else
            {
                VectorCase.Equal(property.Value.GetString(), AddressableJson(property.Name, bytes), property.Name);
            }
        }
    }

    private static string Converted(string name, byte[] bytes)
    {
        var hash32 = IdConversions.RightAligned<Hash32>(bytes);
        var hash20 = IdConversions.RightAligned<Hash20>(bytes);
        return name switch
        {
            "hash32" => hash32.ToHex(),
            "hash20" => hash20.ToHex(),
            "atxid" => IdConversions.LeftAligned<AtxId>(bytes).ToHex(),
            "nodeid" => IdConversions.LeftAligned<NodeId>(bytes).ToHex(),
            "hash32_to20" => hash32.ToHash20().ToHex(),
            _ => hash20.ToHash32().ToHex(),
        };
    }

    private static string AddressableJson(string name, byte[] bytes) => name switch
    {
        "BallotID" => Quoted(IdText.Base64(IdConversions.LeftAligned<BallotId>(bytes))),
        "BlockID" => Quoted(IdText.Base64(IdConversions.LeftAligned<BlockId>(bytes))),
        "Beacon" => Quoted(IdText.Base64(IdConversions.LeftAligned<Beacon>(bytes))),
        "CompactProposalID" => IdText.Numbers(IdConversions.LeftAligned<CompactProposalId>(bytes)),
        _ => PlainForm(name, "json", bytes),
    };

    private static string PlainForm(string type, string form, byte[] bytes)
    {
        var node = IdConversions.LeftAligned<NodeId>(bytes);
        var proposal = IdConversions.LeftAligned<ProposalId>(bytes);
        byte[] repeated = [.. bytes, .. bytes, .. bytes];
        return (type, form) switch
        {
            ("Hash32", "json") => Quoted(IdText.Prefixed(IdConversions.LeftAligned<Hash32>(bytes))),
            ("Hash20", "json") => Quoted(IdText.Prefixed(IdConversions.LeftAligned<Hash20>(bytes))),
            ("ATXID", "json") => Quoted(IdText.Base64(IdConversions.LeftAligned<AtxId>(bytes))),
            ("NodeID", "json") => Quoted(IdText.Base64(node)),
            ("BallotID", "json") => IdText.Numbers(IdConversions.LeftAligned<BallotId>(bytes)),
            ("BlockID", "json") => IdText.Numbers(IdConversions.LeftAligned<BlockId>(bytes)),
            ("ProposalID", "json") => IdText.Numbers(proposal),
            ("TransactionID", "json") => IdText.Numbers(IdConversions.LeftAligned<TransactionId>(bytes)),
            ("Beacon", "json") => IdText.Numbers(IdConversions.LeftAligned<Beacon>(bytes)),
            ("Hash32", "string") => IdConversions.LeftAligned<Hash32>(bytes).ToString(),
            ("Hash20", "string") => IdConversions.LeftAligned<Hash20>(bytes).ToString(),
            ("ATXID", "string") => IdConversions.LeftAligned<AtxId>(bytes).ToString(),
            ("NodeID" or "PublicKey", "string") => node.ToString(),
            ("BallotID", "string") => IdConversions.LeftAligned<BallotId>(bytes).ToString(),
            ("BlockID", "string") => IdConversions.LeftAligned<BlockId>(bytes).ToString(),
            ("ProposalID", "string") => proposal.ToString(),
            ("ProposalID", "bytes") => proposal.ToHash32().ToHex(),
            ("TransactionID", "string") => IdConversions.LeftAligned<TransactionId>(bytes).ToString(),
            ("Beacon", "string") => IdConversions.LeftAligned<Beacon>(bytes).ToString(),
            ("EdSignature", "string") => IdConversions.LeftAligned<EdSignature>(repeated).ToString(),
            ("VrfSignature", "string") => IdConversions.LeftAligned<VrfSignature>(repeated).ToString(),
            ("Hash32", "short") => IdText.Short(IdConversions.LeftAligned<Hash32>(bytes)),
            ("Hash20", "short") => IdText.Short(IdConversions.LeftAligned<Hash20>(bytes)),
            ("ATXID", "short") => IdText.Short(IdConversions.LeftAligned<AtxId>(bytes)),
            ("TransactionID", "short") => IdText.Short(IdConversions.LeftAligned<TransactionId>(bytes)),
            ("NodeID", "short") => IdText.Short(node),
            ("PublicKey", "short") => IdText.ShortKey(node),
            _ => throw new VectorMismatchException($"no form {form} of {type} is known"),
        };
    }

    private static void CheckLists(VectorCase vector)
    {
        var proposals = Ids<ProposalId>(vector.In, "proposals");
        var blocks = Ids<BlockId>(vector.In, "blocks");
        var atxs = Ids<AtxId>(vector.In, "atxs");
        var additional = vector.In.Has("additional") ? vector.In.Hex("additional") : [];
        foreach (var property in vector.Out.EnumerateObject())
        {
            var hash = property.Name switch
            {
                "calc_proposals_hash32" => IdListHash.Proposals(proposals),
                "presorted_with_additional" => IdListHash.ProposalsPresorted(proposals, additional),
                "blocks_presorted_with_additional" => IdListHash.BlocksPresorted(blocks, additional),
                "atx_list_hash" => IdListHash.Atxs(atxs),
                _ => throw new VectorMismatchException($"unknown result {property.Name}"),
            };
            VectorCase.Equal(property.Value.GetString(), hash.ToHex(), property.Name);
        }
    }

    private static T[] Ids<T>(JsonElement element, string name)
        where T : struct, IFixedBytes<T> =>
        element.Has(name) ? [.. element.GetProperty(name).EnumerateArray().Select(id => T.FromBytes(id.Hex()))] : [];

    private static string Quoted(string text) => $"\"{text}\"";
}
