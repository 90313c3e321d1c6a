using Spacemesh.Primitives;

namespace Spacemesh.Certifier;

/// <summary>Settings of certification (spec 05 §1.3).</summary>
public sealed record CertifierOptions
{
    public required NetworkParameters Network { get; init; }

    /// <summary><c>certificate.committee-size</c>; 0 in the configuration stands for hare's committee.</summary>
    public required ushort Committee
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("certificate.committee-size", "0 is no committee: hare's has to be filled in");
    }

    /// <summary>Layers around the current one whose messages are taken: zdist.</summary>
    public required uint LayerBuffer { get; init; }

    /// <summary>Layers kept in memory: 2 · zdist.</summary>
    public required uint LayersKept { get; init; }

    /// <summary>Seats that certify: more than half of the committee. Never configured.</summary>
    public uint Threshold => (Committee / 2u) + 1;
}
