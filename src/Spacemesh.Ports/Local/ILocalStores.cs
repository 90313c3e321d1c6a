namespace Spacemesh.Ports.Local;

/// <summary>This node's private state, one port a table group (spec 10 §5, §6.8).</summary>
public interface ILocalStores
{
    IChallengeStore Challenges { get; }

    INipostStore Niposts { get; }

    IInitialPostStore InitialPosts { get; }

    IPoetRegistrationStore PoetRegistrations { get; }

    IPoetCertificateStore PoetCertificates { get; }

    IAtxSyncStore AtxSync { get; }

    IMalfeasanceSyncStore MalfeasanceSync { get; }

    IPreparedActiveSetStore PreparedActiveSets { get; }
}
