# Make users, keys and two projects in a new Redmine that already has its default data.
#
# Run by `rails runner`; the last line printed is a JSON object: "keys" holds the API keys by login, "context" the ids
# of what was made. Nobody logs in with a password, so nobody is told them.

require "json"
require "securerandom"

Setting.rest_api_enabled = "1"

admin = User.find_by_login("admin")
admin.must_change_passwd = false
admin.password = SecureRandom.hex(16)
admin.save!

made = { "admin" => admin }
%w[alice carol].each do |login|
  user = User.new(firstname: login.capitalize, lastname: "Tester", mail: "#{login}@example.net", language: "en")
  user.login = login
  user.password = SecureRandom.hex(16)
  user.save!
  made[login] = user
end

text = IssueCustomField.create!(
  name: "Reference", field_format: "string", is_for_all: true, is_filter: true, tracker_ids: Tracker.ids
)
list = IssueCustomField.create!(
  name: "Platform", field_format: "list", possible_values: %w[Linux Windows], is_for_all: true, is_filter: true,
  tracker_ids: Tracker.ids
)

group = Group.create!(lastname: "Crew")
group.users << made["alice"]

# Private, so that one who is no member is refused; the second project has only the administrator.
projects = %w[contract other].to_h do |name|
  project = Project.create!(
    name: name.capitalize, identifier: name, is_public: false, tracker_ids: Tracker.ids,
    enabled_module_names: %w[issue_tracking time_tracking files]
  )
  Member.create!(project: project, principal: admin, roles: [Role.givable.find_by!(position: 1)])
  [name, project]
end
# The second of the default roles works on issues and can delete none.
developer = Role.givable.find_by!(position: 2)
Member.create!(project: projects["contract"], principal: made["alice"], roles: [developer])

category = IssueCategory.create!(project: projects["contract"], name: "backend")
version = Version.create!(project: projects["contract"], name: "1.0")

context = {
  "user_id" => admin.id,
  "second_user_id" => made["alice"].id,
  "guest_user_id" => made["carol"].id,
  "project_id" => projects["contract"].id,
  "second_project_id" => projects["other"].id,
  "section_id" => version.id,
  "label_id" => category.id,
  "team_id" => group.id,
  "text_field_id" => text.id,
  "list_field_id" => list.id,
  "activity_id" => TimeEntryActivity.active.first.id,
  "text_formatting" => Setting.text_formatting,
}
keys = made.transform_values(&:api_key)
puts JSON.generate({ "keys" => keys, "context" => context.transform_values(&:to_s) })
