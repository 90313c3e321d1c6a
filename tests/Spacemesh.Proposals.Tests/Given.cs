using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Proposals.Tests;

/// <summary>Small things that the cases need.</summary>
internal static class Given
{
    public static NetworkParameters Network(uint layersPerEpoch, AtxId golden = default) => new()
    {
        LayersPerEpoch = layersPerEpoch,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = golden,
        AddressPrefix = "stest",
    };

    public static Hash32 Hash(JsonElement element) => IdConversions.Pad32(element.Hex());
}
