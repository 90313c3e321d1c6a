using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.DataDirectory;

/// <summary>What a data directory says about itself (spec 02 §4.2).</summary>
public sealed record PostMetadata
{
    public required NodeId NodeId { get; init; }

    public required AtxId CommitmentAtxId { get; init; }

    public required ulong LabelsPerUnit { get; init; }

    public required uint NumUnits { get; init; }

    public required ulong MaxFileSize { get; init; }

    /// <summary>The VRF nonce, once found.</summary>
    public ulong? Nonce { get; init; }

    /// <summary>First 16 bytes of the nonce's label; absent while only a search beyond the space has found the nonce.</summary>
    public UInt128? NonceValue { get; init; }

    /// <summary>Start of the last batch searched beyond the space.</summary>
    public ulong? LastPosition { get; init; }

    public ulong NumLabels => unchecked(NumUnits * LabelsPerUnit);

    public PostDataLayout Layout => new(NumLabels, MaxFileSize);

    public Commitment Commitment => Commitment.Of(NodeId, CommitmentAtxId);

    /// <summary>Checks a parsed document.</summary>
    /// <param name="document">What the file says.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="PostDataException">A field cannot be used.</exception>
    public static PostMetadata FromDocument(PostMetadataDocument document, string path)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Version > 0)
            throw new PostDataException(path, $"{path}: metadata of format version {document.Version} is not known here; use the program that wrote it");
        return new PostMetadata
        {
            NodeId = NodeId.FromBytes(Id(document.NodeId, nameof(NodeId))),
            CommitmentAtxId = AtxId.FromBytes(Id(document.CommitmentAtxId, nameof(CommitmentAtxId))),
            LabelsPerUnit = document.LabelsPerUnit,
            NumUnits = document.NumUnits,
            MaxFileSize = document.MaxFileSize,
            Nonce = document.Nonce,
            NonceValue = document.NonceValue switch
            {
                null => null,
                { Length: PostDataLayout.LabelSize } value => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(value),
                var value => throw new PostDataException(path, $"{path}: NonceValue has {value.Length} bytes, {PostDataLayout.LabelSize} are needed; remove it, it will be computed again"),
            },
            LastPosition = document.LastPosition,
        };

        byte[] Id(byte[]? id, string field) => id is { Length: Bytes32.Length }
            ? id
            : throw new PostDataException(path, $"{path}: {field} has {id?.Length ?? 0} bytes, {Bytes32.Length} are needed");
    }

    public PostMetadataDocument ToDocument()
    {
        byte[]? value = null;
        if (NonceValue is { } number)
        {
            value = new byte[PostDataLayout.LabelSize];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(value, number);
        }

        return new PostMetadataDocument
        {
            NodeId = NodeId.ToArray(),
            CommitmentAtxId = CommitmentAtxId.ToArray(),
            LabelsPerUnit = LabelsPerUnit,
            NumUnits = NumUnits,
            MaxFileSize = MaxFileSize,
            Nonce = Nonce,
            NonceValue = value,
            LastPosition = LastPosition,
        };
    }
}
