# Make users, tokens, queues, custom fields and a group in a new Request Tracker 5.
#
# The last line printed is a JSON object: "tokens" by user name, "context" the ids of what was made.

use strict;
use warnings;

use lib '/usr/share/request-tracker5/lib';

use JSON ();
use RT -init;

my $system = RT->SystemUser;

sub made {
    my ($object, %values) = @_;
    my ($id, $message) = $object->Create(%values);
    die ref($object) . ": $message\n" unless $id;
    return $object;
}

my %users = (root => RT::User->new($system));
$users{root}->Load('root');
for my $name (qw(alice carol)) {
    $users{$name} = made(
        RT::User->new($system),
        Name => $name, RealName => ucfirst $name, EmailAddress => "$name\@example.net", Privileged => 1,
    );
}

my %queues = (contract => RT::Queue->new($system));
$queues{contract}->Load('General');
$queues{other} = made(RT::Queue->new($system), Name => 'Other', Description => 'Only the administrator');

# Alice works on tickets of the first queue and may delete none; Carol may do nothing at all.
my @rights = qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ModifyTicket OwnTicket TakeTicket ReplyToTicket
    CommentOnTicket Watch SeeCustomField ModifyCustomField);
for my $right (@rights) {
    my ($done, $message) = $users{alice}->PrincipalObj->GrantRight(Right => $right, Object => $queues{contract});
    die "$right: $message\n" unless $done;
}

my %fields;
for my $field (['Reference', 'FreeformSingle'], ['Platform', 'SelectSingle'], ['Labels', 'FreeformMultiple']) {
    my ($name, $type) = @$field;
    my $made = made(RT::CustomField->new($system), Name => $name, Type => $type, LookupType => 'RT::Queue-RT::Ticket');
    $made->AddToObject(RT::Queue->new($system));
    $fields{$name} = $made;
}
for my $name (qw(Linux Windows)) {
    my ($done, $message) = $fields{Platform}->AddValue(Name => $name);
    die "$name: $message\n" unless $done;
}

my $group = RT::Group->new($system);
my ($group_id, $message) = $group->CreateUserDefinedGroup(Name => 'Crew', Description => 'Those who work');
die "Crew: $message\n" unless $group_id;
$group->AddMember($users{alice}->PrincipalId);

my %tokens;
for my $name (keys %users) {
    my $token = RT::AuthToken->new($system);
    my ($done, $failure, $text) = $token->Create(Owner => $users{$name}->Id, Description => 'tasklab');
    die "token of $name: $failure\n" unless $done;
    $tokens{$name} = $text;
}

my %context = (
    user_id => 'root',
    second_user_id => 'alice',
    guest_user_id => 'carol',
    project_id => $queues{contract}->Id,
    second_project_id => $queues{other}->Id,
    team_id => $group->Id,
    text_field_id => $fields{Reference}->Id,
    list_field_id => $fields{Platform}->Id,
    labels_field_id => $fields{Labels}->Id,
);
$context{$_} = "$context{$_}" for keys %context;
print JSON->new->canonical->encode({ tokens => \%tokens, context => \%context }), "\n";
