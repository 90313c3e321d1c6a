using System.Text;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>Ids of golden cases and scenarios that are short labels.</summary>
internal static class GivenIds
{
    public static ProposalId Proposal(string label) => IdConversions.LeftAligned<ProposalId>(Encoding.ASCII.GetBytes(label));

    public static ScaleList<ProposalId> Proposals(string letters) => letters.Select(letter => Proposal(letter.ToString())).ToScaleList();

    public static NodeId Sender(string label) => IdConversions.LeftAligned<NodeId>(Encoding.ASCII.GetBytes(label));

    public static Hash32 Hash(string label) => IdConversions.LeftAligned<Hash32>(Encoding.UTF8.GetBytes(label));

    public static VrfSignature Vrf(byte[] first) => IdConversions.LeftAligned<VrfSignature>(first);

    public static HareRound Round(string name) => Enum.Parse<HareRound>(name, ignoreCase: true);

    /// <summary>Proposals in hex.</summary>
    public static ScaleList<ProposalId> HexProposals(this JsonElement parent, string property) =>
        parent.Has(property) ? parent.GetProperty(property).EnumerateArray().Select(id => ProposalId.FromBytes(id.Hex())).ToScaleList() : default;

    public static Hash32? OptionalHash(this JsonElement parent, string property) => parent.Has(property) ? Hash32.FromBytes(parent.Hex(property)) : null;

    public static string Hex(this Hash32? hash) => hash is { } value ? value.ToHex() : "none";

    public static string Hex(this IEnumerable<ProposalId> ids) => string.Join(',', ids.Select(id => id.ToHex()));
}
