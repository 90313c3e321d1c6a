namespace Spacemesh.Services.Sync.Atxs;

/// <summary>The ATXs of an epoch could not be asked for; the next run tries again.</summary>
public sealed class AtxSyncException(string message) : Exception(message);
