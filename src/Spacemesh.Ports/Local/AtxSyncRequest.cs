namespace Spacemesh.Ports.Local;

/// <summary>Progress of an epoch's ATX download.</summary>
/// <param name="Seconds">Last successful epoch info, Unix seconds.</param>
/// <param name="Total">ATXs of the epoch.</param>
/// <param name="Downloaded">Of them downloaded.</param>
public readonly record struct AtxSyncRequest(long Seconds, long Total, long Downloaded);
