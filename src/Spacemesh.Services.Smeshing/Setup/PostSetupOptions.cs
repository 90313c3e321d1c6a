using Spacemesh.Ports.Api;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>How an identity's PoST data is made (spec 04 §1.3, <c>smeshing-opts</c>). Checked when it is prepared, in the reference's words.</summary>
public sealed record PostSetupOptions
{
    /// <summary>One folder, or several on different drives separated as the system separates paths.</summary>
    public required string DataFolder { get; init; }

    public required uint Units { get; init; }

    public ulong MaxFileSize { get; init; } = 4294967296;

    /// <summary>The device; null for none, which does for data that is complete.</summary>
    public uint? ProviderId { get; init; }

    public bool Throttle { get; init; }

    public ulong ComputeBatchSize { get; init; } = 1048576;

    /// <summary>Cores that compute labels.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What a user chose, over these options.</summary>
    public PostSetupOptions With(PostSetupRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return this with
        {
            DataFolder = request.DataFolder,
            Units = request.Units,
            MaxFileSize = request.MaxFileSize,
            ProviderId = request.ProviderId ?? ProviderId,
            Throttle = request.Throttle,
        };
    }

    public PostSetupRequest ToRequest() => new(DataFolder, Units, MaxFileSize, ProviderId, Throttle);
}
