using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Rendering;

/// <summary>Addresses as clients write and read them (spec 09a §5.1).</summary>
internal sealed class ApiAddresses(string prefix)
{
    public string Format(in Address address) => AddressText.Format(in address, prefix);

    public string Format(in Address? address) => address is { } present ? Format(in present) : "";

    /// <summary>An address of a v1 call. Unreadable ones are Unknown: clients test for it.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="what">Begin of the error text.</param>
    public Address Parse(string text, string what) =>
        AddressText.TryParse(text, prefix, out var address, out string error) == AddressFault.None ? address : throw Fault.Plain($"{what} `{text}`: {error}");

    /// <summary>An address filter of a v2alpha1 call: an empty one is none, an unreadable one InvalidArgument.</summary>
    public Address? ParseFilter(string text)
    {
        if (text.Length == 0)
            return null;
        return AddressText.TryParse(text, prefix, out var address, out string error) == AddressFault.None ? address : throw Fault.Invalid(error);
    }
}
