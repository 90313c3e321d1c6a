using Spacemesh.Crypto.Addresses;

namespace Spacemesh.Crypto.Tests.Addresses;

public sealed class AddressTextTests
{
    [Fact]
    public void Text_of_a_random_address_reads_back()
    {
        var random = new Random(2);
        for (int run = 0; run < 500; run++)
        {
            var bytes = new byte[20];
            random.NextBytes(bytes);
            var address = AddressDerivation.Generate(bytes);
            string text = AddressText.Format(address, "sm");
            Assert.Equal(address, AddressText.Parse(text, "sm"));
            Assert.Equal(address, AddressText.Parse(text.ToUpperInvariant(), "sm"));
            Assert.Equal(AddressFault.Network, AddressText.TryParse(text, "SM", out _, out _));
        }
    }

    [Fact]
    public void One_wrong_character_is_refused()
    {
        string text = AddressText.Format(AddressDerivation.Generate([1, 2, 3]), "stest");
        for (int i = 0; i < text.Length; i++)
        {
            string wrong = text[..i] + (text[i] == 'q' ? 'p' : 'q') + text[(i + 1)..];
            var fault = Assert.Throws<AddressFormatException>(() => AddressText.Parse(wrong, "stest")).Fault;
            Assert.Equal(AddressFault.Bech32, fault);
        }
    }

    [Fact]
    public void Hostile_texts_give_an_error_not_an_exception()
    {
        foreach (string text in new[] { "", "1", "11111111", new string('1', 100_000), "sm1" + new string('q', 100_000), "\ud800\udfff\ud800", "sm1\0\0\0\0\0\0\0\0" })
        {
            Assert.NotEqual(AddressFault.None, AddressText.TryParse(text, "sm", out _, out string error));
            Assert.NotEmpty(error);
        }
    }
}
