using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>How a rebuilt preround message came.</summary>
/// <param name="Received">As received, with short ids.</param>
/// <param name="MessageId">Its id, by which peers ask for the full list.</param>
/// <param name="Fetched">Whether the list is the delivering peer's.</param>
internal sealed record CompactedHareMessage(HareMessage Received, Hash32 MessageId, bool Fetched);
