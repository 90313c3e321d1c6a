using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>Settings of the oracle (spec 05 §1.3).</summary>
public sealed record OracleOptions
{
    public OracleOptions(NetworkParameters network, uint confidenceParameter)
    {
        if (confidenceParameter >= network.LayersPerEpoch)
        {
            throw new InvalidOptionException(
                "hare-eligibility.eligibility-confidence-param", $"{confidenceParameter} is not below the {network.LayersPerEpoch} layers of an epoch");
        }

        Network = network;
        ConfidenceParameter = confidenceParameter;
    }

    public NetworkParameters Network { get; }

    /// <summary>First layers of an epoch that still use the active set of the epoch before.</summary>
    public uint ConfidenceParameter { get; }
}
