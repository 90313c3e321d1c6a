using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Post.DataDirectory;

/// <summary>One metadata out of those of directories that were initialized apart (spec 02 §4.4).</summary>
public static class PostMetadataMerge
{
    /// <summary>Joins two metadata of one space: the VRF nonce with the smaller value wins, one with a value before one without.</summary>
    /// <exception cref="ConfigMismatchException">They are of different spaces.</exception>
    public static PostMetadata Join(PostMetadata first, string firstDirectory, PostMetadata second, string secondDirectory)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Require(nameof(first.NodeId), first.NodeId.ToHex(), second.NodeId.ToHex());
        Require(nameof(first.CommitmentAtxId), first.CommitmentAtxId.ToHex(), second.CommitmentAtxId.ToHex());
        Require(nameof(first.LabelsPerUnit), Text(first.LabelsPerUnit), Text(second.LabelsPerUnit));
        Require(nameof(first.MaxFileSize), Text(first.MaxFileSize), Text(second.MaxFileSize));
        Require(nameof(first.NumUnits), Text(first.NumUnits), Text(second.NumUnits));
        var better = Rank(second).CompareTo(Rank(first)) < 0 ? second : first;
        ulong? position = (first.LastPosition, second.LastPosition) switch
        {
            ({ } one, { } other) => Math.Max(one, other),
            var (one, other) => one ?? other,
        };
        return better with { LastPosition = position };

        void Require(string field, string expected, string found)
        {
            if (expected != found)
                throw new ConfigMismatchException(field, $"{expected} (as in {firstDirectory})", found, secondDirectory);
        }

        static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

        static (int Class, UInt128 Value) Rank(PostMetadata metadata) => metadata switch
        {
            { Nonce: not null, NonceValue: { } value } => (0, value),
            { Nonce: not null } => (1, 0),
            _ => (2, 0),
        };
    }
}
