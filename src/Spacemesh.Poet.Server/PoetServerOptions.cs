using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server.Registration;

namespace Spacemesh.Poet.Server;

/// <summary>How a PoET service runs. <see cref="Validate"/> names the key that is wrong.</summary>
public sealed record PoetServerOptions
{
    /// <summary>When rounds run.</summary>
    public required RoundSchedule Schedule { get; init; }

    /// <summary>Folder of the service key and the round in work.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Folder of registrations and proofs.</summary>
    public required string DatabaseDirectory { get; init; }

    /// <summary>Certificates; null admits by proof of work only.</summary>
    public PoetCertifierOptions? Certifier { get; init; }

    /// <summary>Leading zero bits that a registration without certificate needs.</summary>
    public uint PowDifficulty { get; init; }

    /// <summary>Limits of a round's registrations.</summary>
    public RoundMembersOptions Members { get; init; } = new();

    /// <summary>Registrations that one address may make per second on average; 0 does not limit.</summary>
    public double SubmitsPerSecond { get; init; } = 10;

    /// <summary>Only register, publish rounds without work (spec 03 §10).</summary>
    public bool DisableWorker { get; init; }

    /// <summary>Leaves per second to expect, for the choice of the stored layer.</summary>
    public ulong EstimatedLeavesPerSecond { get; init; } = 78_000;

    /// <summary>Bytes that the nodes of a running round may take on the disk.</summary>
    public long MaxWorkBytes { get; init; } = 400L << 20;

    /// <summary>How often the work's state goes to the disk.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a running round reports its progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public PoetServerOptions Validate()
    {
        if (Certifier is { PublicKey.Length: not 0 and not 32 } certifier)
            throw new ArgumentException($"certifier-pubkey: {certifier.PublicKey.Length} bytes given, a key has 32 (or none)");
        if (Members.MaxBatch < 1)
            throw new ArgumentException($"max-submit-batch-size: {Members.MaxBatch} is not positive");
        if (Members.FlushInterval <= TimeSpan.Zero)
            throw new ArgumentException($"submit-flush-interval: {Members.FlushInterval} is not positive");
        if (Members.MaxPending < 1)
            throw new ArgumentException($"max-pending-submits: {Members.MaxPending} is not positive");
        if (!(SubmitsPerSecond >= 0))
            throw new ArgumentException($"submit-rate: {SubmitsPerSecond} is negative");
        if (MaxWorkBytes < 1 << 20)
            throw new ArgumentException($"max-work-bytes: {MaxWorkBytes} is less than 1 MiB");
        if (CheckpointInterval <= TimeSpan.Zero || CheckpointInterval > TimeSpan.FromSeconds(50))
            throw new ArgumentException($"checkpoint interval: {CheckpointInterval} is not between 0 and 50 s");
        return this;
    }
}
