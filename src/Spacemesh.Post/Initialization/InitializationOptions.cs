using Spacemesh.Post.DataDirectory;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>What is to be initialized (spec 02 §1).</summary>
public sealed record InitializationOptions
{
    private const ulong MinFileSize = 1024;

    public required NodeId NodeId { get; init; }

    public required AtxId CommitmentAtxId { get; init; }

    /// <summary>Network values: units allowed, labels in a unit, K1, scrypt.</summary>
    public required PostConfig Network { get; init; }

    public required uint NumUnits { get; init; }

    public ulong MaxFileSize { get; init; } = 4294967296;

    /// <summary>Labels after which a label is computed again by another engine and compared.</summary>
    public ulong ComputeBatchSize { get; init; } = 1048576;

    public long FromFile { get; init; }

    /// <summary>Last file, included; null goes to the end of the space.</summary>
    public long? ToFile { get; init; }

    /// <summary>Whether more units than the directory was made with are a wish, not a mistake.</summary>
    public bool Grow { get; init; }

    /// <summary>Keeps to half of the chosen cores.</summary>
    public bool Throttle { get; init; }

    public ulong NumLabels => unchecked(NumUnits * Network.LabelsPerUnit);

    public PostDataLayout Layout => new(NumLabels, MaxFileSize);

    /// <summary>Checks that an id given as bytes has 32 of them.</summary>
    /// <exception cref="PostOptionException">It has another length.</exception>
    public static Bytes32 RequireId(ReadOnlySpan<byte> id, string option) => id.Length == Bytes32.Length
        ? new Bytes32(id)
        : throw new PostOptionException(option, $"invalid `{option}` length; expected: {Bytes32.Length}, given: {id.Length}");

    /// <summary>The reference's checks in its order (spec 02 §1), then our own.</summary>
    /// <exception cref="PostOptionException">Names the first value that cannot be used.</exception>
    public void Validate()
    {
        if (NumUnits < Network.MinNumUnits)
            throw new PostOptionException(nameof(NumUnits), $"invalid `opts.NumUnits`; expected: >= {Network.MinNumUnits}, given: {NumUnits}");
        if (NumUnits > Network.MaxNumUnits)
            throw new PostOptionException(nameof(NumUnits), $"invalid `opts.NumUnits`; expected: <= {Network.MaxNumUnits}, given: {NumUnits}");
        if (MaxFileSize < MinFileSize)
            throw new PostOptionException(nameof(MaxFileSize), $"invalid `opts.MaxFileSize`; expected: >= {MinFileSize}, given: {MaxFileSize}");
        if (ComputeBatchSize == 0)
            throw new PostOptionException(nameof(ComputeBatchSize), "invalid `opts.ComputeBatchSize` expected: > 0, given: 0");
        var labels = (UInt128)Network.LabelsPerUnit * NumUnits;
        if (labels > ulong.MaxValue)
        {
            throw new PostOptionException(
                nameof(NumUnits), $"uint64 overflow: `cfg.LabelsPerUnit` ({Network.LabelsPerUnit}) * `opts.NumUnits` ({NumUnits}) exceeds uint64");
        }

        if (labels * Network.K1 > ulong.MaxValue)
        {
            throw new PostOptionException(
                nameof(NumUnits), $"uint64 overflow: `cfg.LabelsPerUnit` * `opts.NumUnits` ({labels}) * `cfg.K1` ({Network.K1}) exceeds uint64");
        }

        Network.Scrypt.Validate();
        if (MaxFileSize % PostDataLayout.LabelSize != 0)
        {
            throw new PostOptionException(
                nameof(MaxFileSize), $"invalid `opts.MaxFileSize`; expected: a multiple of {PostDataLayout.LabelSize}, given: {MaxFileSize}; proving would miss labels");
        }

        if (labels > long.MaxValue / PostDataLayout.LabelSize)
            throw new PostOptionException(nameof(NumUnits), $"a space of {labels} labels exceeds what files can hold");
        if (labels <= 8)
            throw new PostOptionException(nameof(NumUnits), $"a space of {labels} labels is too small: more than 8 are needed for a VRF nonce");
    }
}
