using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Eligibility.Tests;

/// <summary>Network parameters of golden cases; an effective genesis other than the first is that of a recovery.</summary>
internal static class GivenNetwork
{
    public static NetworkParameters Of(JsonElement input)
    {
        uint layersPerEpoch = input.U32("layers_per_epoch");
        uint effective = input.U32("effective_genesis");
        return new NetworkParameters
        {
            LayersPerEpoch = layersPerEpoch,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
            RestoreLayer = effective == (2 * layersPerEpoch) - 1 ? null : new LayerId(effective + 1),
        };
    }
}
