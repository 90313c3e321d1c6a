using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>The active sets that hare's oracle uses (spec 05 §4.2).</summary>
public interface IHareActiveSets
{
    /// <summary>The set of an epoch in the order in which it is stored; else why there is none, as in spec 09a §5.8.</summary>
    bool TryGet(EpochId epoch, [NotNullWhen(true)] out IReadOnlyList<AtxId>? set, [NotNullWhen(false)] out string? error);
}
