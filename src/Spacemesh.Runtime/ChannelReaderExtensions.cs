using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Spacemesh.Runtime;

/// <summary>Reading channels on the caller's scheduler.</summary>
public static class ChannelReaderExtensions
{
    /// <summary>
    /// Every item until the channel is completed. The library's <c>ReadAllAsync</c> continues on the thread pool inside, which leaves a
    /// simulation's scheduler; this one awaits plainly.
    /// </summary>
    public static async IAsyncEnumerable<T> ReadEachAsync<T>(this ChannelReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out var item))
                yield return item;
        }
    }
}
